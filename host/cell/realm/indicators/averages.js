/** @import { Kernel } from "./types.ts" */

/**
 * Rolling windows here never subtract: a window is the tail of the last full block of n bars plus the head of the
 * current block, both grown by additions only. So no rounding error outlives n bars and a flat window stays exactly
 * flat, at the same cost as a running sum (van Herk's blocks). Blocks count from the first value after the anchor.
 *
 * Kernels work on local copies of their state: a variable of an outer function is written to memory at every step.
 */

/**
 * Sum of the last n values.
 *
 * @param {number} n
 * @returns {Kernel}
 */
export function sumKernel(n) {
  return rollingSum(n, 1);
}

/**
 * Simple moving average.
 *
 * @param {number} n
 * @returns {Kernel}
 */
export function smaKernel(n) {
  return rollingSum(n, n);
}

/**
 * @param {number} n
 * @param {number} divisor
 * @returns {Kernel}
 */
function rollingSum(n, divisor) {
  const tails = new Float64Array(n + 1); // tails[q]: sum of positions q… of the last full block
  const start = { position: 0, head: 0, blocks: 0 };
  let kept = start;
  return (out, from, to, source) => {
    let { position, head, blocks } = from === 0 ? start : kept;
    for (let i = from; i < to; i++) {
      const x = source[i] ?? Number.NaN;
      out[i] = Number.NaN;
      if (x - x !== 0) {
        position = head = blocks = 0;
        continue;
      }
      head += x;
      position++;
      if (position < n) {
        if (blocks > 0) out[i] = ((tails[position] ?? 0) + head) / divisor;
        continue;
      }
      out[i] = head / divisor;
      let sum = 0;
      for (let q = n - 1; q > 0; q--) tails[q] = sum += source[i - n + 1 + q] ?? 0;
      position = head = 0;
      blocks = 1;
    }
    kept = { position, head, blocks };
  };
}

/**
 * Exponential moving average, factor 2/(n+1), seeded with the simple average of the first n values.
 *
 * @param {number} n
 * @returns {Kernel}
 */
export function emaKernel(n) {
  const factor = 2 / (n + 1);
  const start = { seen: 0, value: 0 };
  let kept = start;
  return (out, from, to, source) => {
    let { seen, value } = from === 0 ? start : kept;
    for (let i = from; i < to; i++) {
      const x = source[i] ?? Number.NaN;
      if (x - x !== 0) {
        seen = value = 0;
        out[i] = Number.NaN;
      } else if (seen >= n) {
        out[i] = value = (x - value) * factor + value;
      } else {
        value += x;
        seen++;
        if (seen === n) value /= n;
        out[i] = seen === n ? value : Number.NaN;
      }
    }
    kept = { seen, value };
  };
}

/**
 * Weighted moving average, weights 1 (oldest) … n (newest).
 *
 * @param {number} n
 * @returns {Kernel}
 */
export function wmaKernel(n) {
  const divisor = (n * (n + 1)) / 2;
  const tails = new Float64Array(n + 1); // tails[q]: positions q… of the last block, weighted 1, 2, …
  // Of the head: its sum, and its sum weighted 1, 2, … from its oldest.
  const start = { position: 0, sum: 0, weighted: 0, blocks: 0 };
  let kept = start;
  return (out, from, to, source) => {
    let { position, sum, weighted, blocks } = from === 0 ? start : kept;
    for (let i = from; i < to; i++) {
      const x = source[i] ?? Number.NaN;
      out[i] = Number.NaN;
      if (x - x !== 0) {
        position = sum = weighted = blocks = 0;
        continue;
      }
      position++;
      sum += x;
      weighted += position * x;
      if (position < n) {
        // Every value of the head weighs n − position more than its place in the head says.
        if (blocks > 0)
          out[i] = ((tails[position] ?? 0) + (n - position) * sum + weighted) / divisor;
        continue;
      }
      out[i] = weighted / divisor;
      fillWeighted(tails, source, i, n);
      position = sum = weighted = 0;
      blocks = 1;
    }
    kept = { position, sum, weighted, blocks };
  };
}

/**
 * @param {Float64Array} tails
 * @param {Float64Array} source
 * @param {number} last - Index of the block's newest value.
 * @param {number} n
 */
function fillWeighted(tails, source, last, n) {
  let sum = 0;
  let total = 0;
  for (let q = n - 1; q > 0; q--) {
    sum += source[last - n + 1 + q] ?? 0;
    tails[q] = total += sum;
  }
}

/**
 * MACD line: fast minus slow exponential average. Both seeds end on the same bar, the slow-th, so the fast one is
 * seeded with the last `fast` of the first `slow` values: TA-Lib's alignment, different from two separate averages.
 *
 * @param {number} fast - Less than slow.
 * @param {number} slow
 * @returns {Kernel}
 */
export function macdLineKernel(fast, slow) {
  const fastFactor = 2 / (fast + 1);
  const slowFactor = 2 / (slow + 1);
  const start = { seen: 0, fastValue: 0, slowValue: 0 };
  let kept = start;
  return (out, from, to, source) => {
    let { seen, fastValue, slowValue } = from === 0 ? start : kept;
    for (let i = from; i < to; i++) {
      const x = source[i] ?? Number.NaN;
      if (x - x !== 0) {
        seen = fastValue = slowValue = 0;
        out[i] = Number.NaN;
      } else if (seen >= slow) {
        fastValue = (x - fastValue) * fastFactor + fastValue;
        slowValue = (x - slowValue) * slowFactor + slowValue;
        out[i] = fastValue - slowValue;
      } else {
        if (seen >= slow - fast) fastValue += x;
        slowValue += x;
        seen++;
        if (seen === slow) {
          fastValue /= fast;
          slowValue /= slow;
        }
        out[i] = seen === slow ? fastValue - slowValue : Number.NaN;
      }
    }
    kept = { seen, fastValue, slowValue };
  };
}
