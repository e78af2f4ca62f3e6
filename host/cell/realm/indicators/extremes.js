/** @import { Kernel } from "./types.ts" */

/**
 * Largest of the last n values.
 *
 * @param {number} n
 * @returns {Kernel}
 */
export function highestKernel(n) {
  return extremeKernel(n, 1);
}

/**
 * Smallest of the last n values.
 *
 * @param {number} n
 * @returns {Kernel}
 */
export function lowestKernel(n) {
  return extremeKernel(n, -1);
}

/**
 * Blocks as in averages.js. The smallest is the largest of the negated values: negation loses no bit.
 *
 * @param {number} n
 * @param {1 | -1} sign
 * @returns {Kernel}
 */
function extremeKernel(n, sign) {
  const tails = new Float64Array(n + 1).fill(Number.NEGATIVE_INFINITY); // tails[q]: of positions q… of the last block
  const start = { position: 0, head: Number.NEGATIVE_INFINITY, blocks: 0 };
  let kept = start;
  return (out, from, to, source) => {
    let { position, head, blocks } = from === 0 ? start : kept;
    for (let i = from; i < to; i++) {
      const x = sign * (source[i] ?? Number.NaN);
      out[i] = Number.NaN;
      if (x - x !== 0) {
        position = blocks = 0;
        head = Number.NEGATIVE_INFINITY;
        continue;
      }
      if (x > head) head = x;
      position++;
      if (position < n) {
        if (blocks > 0) out[i] = sign * Math.max(tails[position] ?? head, head);
        continue;
      }
      out[i] = sign * head;
      fillExtremes(tails, source, i, n, sign);
      position = 0;
      head = Number.NEGATIVE_INFINITY;
      blocks = 1;
    }
    kept = { position, head, blocks };
  };
}

/**
 * @param {Float64Array} tails
 * @param {Float64Array} source
 * @param {number} last - Index of the block's newest value.
 * @param {number} n
 * @param {1 | -1} sign
 */
function fillExtremes(tails, source, last, n, sign) {
  let best = Number.NEGATIVE_INFINITY;
  for (let q = n - 1; q > 0; q--) {
    tails[q] = best = Math.max(best, sign * (source[last - n + 1 + q] ?? best));
  }
}
