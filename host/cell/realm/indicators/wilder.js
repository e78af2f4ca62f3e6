/** @import { Kernel } from "./types.ts" */

/**
 * Relative strength index: 100 · gain / (gain + loss), both smoothed as Wilder did, seeded with the plain average of
 * the first n changes. A market that never moved is 0, as in TA-Lib.
 *
 * TA-Lib calls a sum under 1e-14 zero; we test for exact zero, because a threshold in price units would make the
 * answer depend on how a coin is quoted.
 *
 * @param {number} n
 * @returns {Kernel}
 */
export function rsiKernel(n) {
  let seen = 0; // values, so changes + 1
  let last = 0;
  let gain = 0;
  let loss = 0;
  return (out, from, to, source) => {
    for (let i = from; i < to; i++) {
      const x = source[i] ?? Number.NaN;
      if (x - x !== 0) {
        seen = gain = loss = 0;
        out[i] = Number.NaN;
        continue;
      }
      const change = seen === 0 ? 0 : x - last;
      last = x;
      if (seen > n) {
        gain *= n - 1;
        loss *= n - 1;
      }
      if (change < 0) loss -= change;
      else gain += change;
      if (seen >= n) {
        gain /= n;
        loss /= n;
      }
      out[i] = seen < n ? Number.NaN : gain + loss === 0 ? 0 : 100 * (gain / (gain + loss));
      if (seen <= n) seen++;
    }
  };
}

/**
 * Wilder's smoothing: (previous · (n − 1) + x) / n, seeded with the plain average of the first n values. Of the true
 * range it is the ATR.
 *
 * @param {number} n
 * @returns {Kernel}
 */
export function wilderKernel(n) {
  let seen = 0;
  let value = 0;
  return (out, from, to, source) => {
    for (let i = from; i < to; i++) {
      const x = source[i] ?? Number.NaN;
      out[i] = Number.NaN;
      if (x - x !== 0) {
        seen = value = 0;
        continue;
      }
      if (seen >= n) value *= n - 1;
      else seen++;
      value += x;
      if (seen >= n) out[i] = value /= n;
    }
  };
}

/**
 * True range: how far the bar reached, counted from the close before it. The first bar has none.
 *
 * @returns {Kernel} Takes high, low, close.
 */
export function trueRangeKernel() {
  let lastClose = Number.NaN;
  return (out, from, to, high, low, close) => {
    for (let i = from; i < to; i++) {
      const above = Math.max(high[i] ?? Number.NaN, lastClose);
      const below = Math.min(low[i] ?? Number.NaN, lastClose);
      out[i] = above - below;
      lastClose = close[i] ?? Number.NaN;
    }
  };
}
