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
  // `seen` counts values, one more than changes.
  const start = { seen: 0, last: 0, gain: 0, loss: 0 };
  let kept = start;
  return (out, from, to, source) => {
    let { seen, last, gain, loss } = from === 0 ? start : kept;
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
    kept = { seen, last, gain, loss };
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
  const start = { seen: 0, value: 0 };
  let kept = start;
  return (out, from, to, source) => {
    let { seen, value } = from === 0 ? start : kept;
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
    kept = { seen, value };
  };
}

/**
 * True range: how far the bar reached, counted from the close before it. The first bar has none.
 *
 * @returns {Kernel} Takes high, low, close.
 */
export function trueRangeKernel() {
  let kept = Number.NaN;
  return (out, from, to, high, low, close) => {
    let lastClose = from === 0 ? Number.NaN : kept;
    for (let i = from; i < to; i++) {
      const above = Math.max(high[i] ?? Number.NaN, lastClose);
      const below = Math.min(low[i] ?? Number.NaN, lastClose);
      out[i] = above - below;
      lastClose = close[i] ?? Number.NaN;
    }
    kept = lastClose;
  };
}
