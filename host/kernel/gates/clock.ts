import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

/** With a wrong clock "the newest closed bar" and every expiry are guesses. */
export const clockGate: Gate<EntryRequest> = ({ clockSkewMs, limits: { clockSkewMsMax } }) => {
  if (clockSkewMs === null) {
    return refuse("clock_skewed", `clock skew is not known, limit ${clockSkewMsMax} ms`, {
      detail: { skewMs: null, limitMs: clockSkewMsMax },
    });
  }
  const skewMs = Math.abs(clockSkewMs);
  return skewMs <= clockSkewMsMax
    ? null
    : refuse("clock_skewed", `clock skew ${skewMs} ms is over ${clockSkewMsMax}`, {
        detail: { skewMs, limitMs: clockSkewMsMax },
      });
};
