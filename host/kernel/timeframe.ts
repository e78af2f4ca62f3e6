import { TIMEFRAMES, type Timeframe } from "../contract/candles.ts";
import { assert } from "./result.ts";

const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** Length of a bar in milliseconds. */
export function timeframeMs(timeframe: Timeframe): number {
  return TIMEFRAMES[timeframe] * MINUTE_MS;
}

/** Bar number n = openTimeMs / timeframeMs. The open time lies on the UTC grid of the timeframe. */
export function barOf(openTimeMs: number, timeframe: Timeframe): number {
  const bar = openTimeMs / timeframeMs(timeframe);
  assert(Number.isSafeInteger(bar), "open time lies on the grid of its timeframe");
  return bar;
}

export function openTimeMsOf(bar: number, timeframe: Timeframe): number {
  return bar * timeframeMs(timeframe);
}

/** The instant the bar ends, which is the instant its successor begins. */
export function closeTimeMsOf(bar: number, timeframe: Timeframe): number {
  return (bar + 1) * timeframeMs(timeframe);
}

/** Number of the newest bar that has closed at `atMs` or before. */
export function newestClosedBar(atMs: number, timeframe: Timeframe): number {
  return Math.floor(atMs / timeframeMs(timeframe)) - 1;
}

/**
 * First bar of the window that every value at bar n is computed from (decision A3).
 *
 * With L = lookback the window anchor(n)…n has L+1 to 2L bars; all n of one block of L bars share one anchor.
 */
export function anchorOf(bar: number, lookback: number): number {
  return (Math.floor(bar / lookback) - 1) * lookback;
}
