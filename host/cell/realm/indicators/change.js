/** @import { Kernel } from "./types.ts" */

/**
 * Rate of change in percent: 100 · (x / x n bars ago − 1). No value where the old one was zero.
 *
 * @param {number} n
 * @returns {Kernel}
 */
export function rocKernel(n) {
  return (out, from, to, source) => {
    for (let i = from; i < to; i++) {
      const old = i < n ? Number.NaN : (source[i - n] ?? Number.NaN);
      const value = ((source[i] ?? Number.NaN) / old - 1) * 100;
      out[i] = value - value === 0 ? value : Number.NaN;
    }
  };
}

/**
 * The value n bars ago, whatever happened since.
 *
 * @param {number} n
 * @returns {Kernel}
 */
export function lagKernel(n) {
  return (out, from, to, source) => {
    for (let i = from; i < to; i++) out[i] = i < n ? Number.NaN : (source[i - n] ?? Number.NaN);
  };
}
