/** Which instant judges approvals, root and keys (decision B1). Bar time drives everything else. */
import type { Environment } from "../contract/primitives.ts";
import { assert, ok, refuse, type Result } from "../kernel/result.ts";
import { isoInstant } from "../kernel/instant.ts";
import { DAY_MS } from "../kernel/timeframe.ts";

/** A venue is a second clock; two that disagree by more are not both right. */
export const VENUE_DISTANCE_MS_MAX = 2_000;
/** Paper has no second clock: a leap of more than a year ahead of the journal would poison its floor for good. */
export const LEAP_MS_MAX = 400 * DAY_MS;

/**
 * A clock further behind the journal than a summer-time mistake or a dead battery's first guess was wrong then or is wrong
 * now. Nothing that expires can be judged until a person says which (`signed/time-reset/<account>.json`).
 */
export const BEHIND_MS_MAX = DAY_MS;

export interface ClockReading {
  readonly wallMs: number;
  /** null when the venue did not say. */
  readonly venueMs: number | null;
  /** Highest trust time that the journal has; null for an empty one. */
  readonly lastLoggedMs: number | null;
  readonly environment: Environment;
}

/**
 * Turns a reading of the clock into trust time.
 *
 * It never goes back, so setting a clock back cannot revive what has expired; set back by more than a day it says nothing.
 *
 * @returns Epoch milliseconds. Refusal: clock_untrusted; then entries stop and the reading is not logged as a floor.
 */
export function trustTime(reading: ClockReading): Result<number> {
  const { wallMs, venueMs, lastLoggedMs, environment } = reading;
  assert(Number.isSafeInteger(wallMs), "wall time is a whole number of milliseconds");
  if (environment === "live") {
    if (venueMs === null) return refuse("clock_untrusted", "the venue did not say its time");
    const distanceMs = Math.abs(wallMs - venueMs);
    if (distanceMs > VENUE_DISTANCE_MS_MAX) {
      return refuse(
        "clock_untrusted",
        `this clock is ${distanceMs} ms from the venue's, over ${VENUE_DISTANCE_MS_MAX}`,
        { detail: { distanceMs, limitMs: VENUE_DISTANCE_MS_MAX } },
      );
    }
  } else if (lastLoggedMs !== null && wallMs > lastLoggedMs + LEAP_MS_MAX) {
    return refuse(
      "clock_untrusted",
      `this clock says ${isoInstant(wallMs)}, more than 400 days after ${isoInstant(lastLoggedMs)}`,
      { detail: { wallMs, lastLoggedMs } },
    );
  }
  if (lastLoggedMs !== null && wallMs < lastLoggedMs - BEHIND_MS_MAX) {
    return refuse(
      "clock_untrusted",
      `this clock says ${isoInstant(wallMs)}, the journal has seen ${isoInstant(lastLoggedMs)}: one of the two is wrong`,
      {
        hint: "set the clock; if the journal is wrong, sign approve --reset-time",
        detail: { wallMs, lastLoggedMs },
      },
    );
  }
  return ok(Math.max(lastLoggedMs ?? wallMs, wallMs));
}
