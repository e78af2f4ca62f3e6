/** @import { Kernel } from "./types.ts" */

/**
 * Mean and squared deviations of a rolling window, as averages.js does sums: two parts, each grown by Welford's rule
 * and merged by Chan's. Sums of squares would lose every digit of a quiet market at a high price; here a flat window
 * has a spread of exactly zero.
 *
 * @param {number} n
 * @param {(x: number, mean: number, deviation: number) => number} answer - Of the newest value and its window.
 * @returns {Kernel}
 */
function momentsKernel(n, answer) {
  const tailMeans = new Float64Array(n + 1);
  const tailSquares = new Float64Array(n + 1);
  const start = { position: 0, mean: 0, squares: 0, blocks: 0 };
  let kept = start;
  return (out, from, to, source) => {
    let { position, mean, squares, blocks } = from === 0 ? start : kept;
    for (let i = from; i < to; i++) {
      const x = source[i] ?? Number.NaN;
      out[i] = Number.NaN;
      if (x - x !== 0) {
        position = mean = squares = blocks = 0;
        continue;
      }
      position++;
      const step = x - mean;
      mean += step / position;
      squares += step * (x - mean);
      if (position === n) {
        out[i] = answer(x, mean, Math.sqrt(squares / n));
        fillTails(source, i, n, tailMeans, tailSquares);
        position = mean = squares = 0;
        blocks = 1;
      } else if (blocks > 0) {
        const tailMean = tailMeans[position] ?? 0;
        const gap = mean - tailMean;
        const merged =
          (tailSquares[position] ?? 0) + squares + gap * gap * ((position * (n - position)) / n);
        out[i] = answer(x, tailMean + gap * (position / n), Math.sqrt(merged / n));
      }
    }
    kept = { position, mean, squares, blocks };
  };
}

/**
 * @param {Float64Array} source
 * @param {number} last - Index of the block's newest value.
 * @param {number} n
 * @param {Float64Array} means - means[q]: of positions q… of the block.
 * @param {Float64Array} squares
 */
function fillTails(source, last, n, means, squares) {
  let mean = 0;
  let sum = 0;
  for (let q = n - 1, count = 1; q > 0; q--, count++) {
    const x = source[last - n + 1 + q] ?? 0;
    const step = x - mean;
    mean += step / count;
    sum += step * (x - mean);
    means[q] = mean;
    squares[q] = sum;
  }
}

/**
 * Population standard deviation (divisor n) of the last n values.
 *
 * @param {number} n
 * @returns {Kernel}
 */
export function stddevKernel(n) {
  return momentsKernel(n, (_x, _mean, deviation) => deviation);
}

/**
 * How many standard deviations the newest value lies from the mean of the last n, itself included. No value over a
 * flat window: zero over zero says nothing.
 *
 * @param {number} n
 * @returns {Kernel}
 */
export function zscoreKernel(n) {
  return momentsKernel(n, (x, mean, deviation) => (x - mean) / deviation);
}
