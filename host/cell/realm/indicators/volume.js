/** @import { Kernel } from "./types.ts" */

/**
 * On-balance volume: the sum of volumes, signed by the direction of the close; the first bar counts as up, as in
 * TA-Lib. It starts again at every anchor, so only its differences and slopes mean anything.
 *
 * @returns {Kernel} Takes close, volume.
 */
export function obvKernel() {
  const start = { seen: false, last: 0, total: 0 };
  let kept = start;
  return (out, from, to, close, volume) => {
    let { seen, last, total } = from === 0 ? start : kept;
    for (let i = from; i < to; i++) {
      const c = close[i] ?? Number.NaN;
      const v = volume[i] ?? Number.NaN;
      if (c - c !== 0 || v - v !== 0) {
        seen = false;
        out[i] = Number.NaN;
        continue;
      }
      if (!seen) total = v;
      else if (c > last) total += v;
      else if (c < last) total -= v;
      seen = true;
      last = c;
      out[i] = total;
    }
    kept = { seen, last, total };
  };
}
