/** What happens when the next bar is not the next bar (decision C4). */
import { COLUMNS, type Candle, type Timeframe } from "../contract/candles.ts";
import { ok, refuse, type Result } from "./result.ts";
import { openTimeMsOf } from "./timeframe.ts";

/** An hour of 5m bars: longer than a venue's maintenance restart, shorter than anything a guess should bridge. */
export const CARRY_RUN_MAX = 12;
/** Share of the window that may be guessed, percent. */
export const CARRY_PCT_MAX = 1;

/** How an arriving bar stands to the newest one held. */
export type Arrival =
  | { readonly kind: "next" }
  /** Bars `from` … `to`, inclusive, are missing before it. */
  | { readonly kind: "gap"; readonly from: number; readonly to: number }
  /** The same bar again, with the same content: nothing to do. */
  | { readonly kind: "duplicate" }
  /** A bar that is held, with other content; also the late arrival of one that was filled in. */
  | { readonly kind: "revision" }
  /** A bar older than everything held: nothing depends on it any more. */
  | { readonly kind: "past" };

/**
 * Classifies an arriving bar.
 *
 * @param newest - Newest bar held, or null.
 * @param held - What is held at the arriving bar's place, or null.
 */
export function arrivalOf(
  newest: number | null,
  held: { readonly candle: Candle; readonly carry: boolean } | null,
  arriving: { readonly bar: number; readonly candle: Candle },
): Arrival {
  if (newest === null || arriving.bar === newest + 1) return { kind: "next" };
  if (arriving.bar > newest) return { kind: "gap", from: newest + 1, to: arriving.bar - 1 };
  if (held === null) return { kind: "past" };
  return !held.carry && sameCandle(held.candle, arriving.candle)
    ? { kind: "duplicate" }
    : { kind: "revision" };
}

export function sameCandle(a: Candle, b: Candle): boolean {
  return COLUMNS.every((name) => a[name] === b[name]);
}

/**
 * Decides whether a known gap may be filled.
 *
 * @param carryRun - Carry bars already standing in a row before it.
 * @param missing - Bars missing now.
 * @returns Refusal: candles_gap when the run would be longer than CARRY_RUN_MAX.
 */
export function checkFillable(carryRun: number, missing: number): Result<null> {
  const run = carryRun + missing;
  if (run <= CARRY_RUN_MAX) return ok(null);
  return refuse(
    "candles_gap",
    `${run} bars in a row are missing, at most ${CARRY_RUN_MAX} are filled`,
    {
      detail: { run, limit: CARRY_RUN_MAX },
    },
  );
}

/** Refuses a window with too many guessed bars. Refusal: candles_gap. */
export function checkCarryShare(share: {
  readonly carries: number;
  readonly bars: number;
}): Result<null> {
  const { carries, bars } = share;
  if (carries * 100 <= bars * CARRY_PCT_MAX) return ok(null);
  return refuse(
    "candles_gap",
    `${carries} of the window's ${bars} bars were filled in, at most ${CARRY_PCT_MAX} % may be`,
    { detail: { carries, bars, limitPct: CARRY_PCT_MAX } },
  );
}

/** The bar that stands for one that never came: nothing traded at the last close. Flag it where it is stored. */
export function carryCandle(last: Candle, bar: number, timeframe: Timeframe): Candle {
  const { close, funding, oi } = last;
  const ts = openTimeMsOf(bar, timeframe);
  return { ts, open: close, high: close, low: close, close, volume: 0, funding, oi };
}
