import type { Prng } from "../../kernel/prng.ts";
import { meanReverting } from "./market.ts";
import {
  FUNDING_BASE,
  FUNDING_INTERVAL_MS,
  FUNDING_MAX,
  PREMIUM_DRIFT_HALF_LIFE_MINUTES,
  PREMIUM_HALF_LIFE_MINUTES,
  PREMIUM_PER_DRIFT,
  PREMIUM_SD,
} from "./parameters.ts";

const MINUTES_PER_DAY = 1_440;

/**
 * The funding rate of one pair: the mean premium of the last interval, and the premium follows recent drift.
 *
 * @returns A function of one minute's end and log return that answers the last settled rate at that end, inclusive:
 *   a bar that closes with a settlement shows it.
 */
export function fundingOf(random: Prng): (endMs: number, logReturn: number) => number {
  const noise = meanReverting(PREMIUM_HALF_LIFE_MINUTES, PREMIUM_SD, random);
  const keep = Math.exp(-Math.LN2 / PREMIUM_DRIFT_HALF_LIFE_MINUTES);
  let driftPerDay = 0;
  let sum = 0;
  let minutes = 0;
  let settled = rounded(FUNDING_BASE + noise());
  return (endMs, logReturn) => {
    driftPerDay = keep * driftPerDay + (1 - keep) * logReturn * MINUTES_PER_DAY;
    sum += FUNDING_BASE + PREMIUM_PER_DRIFT * driftPerDay + noise();
    minutes += 1;
    if (endMs % FUNDING_INTERVAL_MS === 0) {
      settled = rounded(sum / minutes);
      sum = 0;
      minutes = 0;
    }
    return settled;
  };
}

/** Eight decimals, as venues publish it; never -0. */
function rounded(rate: number): number {
  const capped = Math.max(-FUNDING_MAX, Math.min(FUNDING_MAX, rate));
  return Math.round(capped * 1e8) / 1e8 + 0;
}
