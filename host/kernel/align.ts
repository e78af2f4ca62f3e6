/**
 * The one join in time (decision A4), for back-test, paper and live: what of another series, or of a side value, was
 * there when a bar closed. Nothing else compares instants of two series.
 */
import type { SideColumn, Timeframe } from "../contract/candles.ts";
import { ok, refuse, type Refused, type Result } from "./result.ts";
import type { Series } from "./series.ts";
import { anchorOf, closeTimeMsOf, newestClosedBar, timeframeMs } from "./timeframe.ts";

/** Another timeframe or another pair that a strategy reads. */
export interface AlignedInput {
  readonly timeframe: Timeframe;
  readonly lookback: number;
}

/** Bar numbers of an input, both inclusive: everything its values are computed from. */
export interface InputWindow {
  readonly anchor: number;
  /** Newest bar of the input that closed at or before the close of the main bar. */
  readonly end: number;
}

/** What of an input is visible when bar `bar` of the main series closes. */
export function inputWindow(bar: number, timeframe: Timeframe, input: AlignedInput): InputWindow {
  const end = newestClosedBar(closeTimeMsOf(bar, timeframe), input.timeframe);
  return { anchor: anchorOf(end, input.lookback), end };
}

/**
 * The last bar that can be evaluated in one frame with `bar`: up to it no anchor changes, neither the main series'
 * nor an input's.
 */
export function frameEnd(
  bar: number,
  timeframe: Timeframe,
  lookback: number,
  inputs: readonly AlignedInput[],
): number {
  let end = lastOfBlock(bar, lookback);
  for (const input of inputs) {
    const visible = inputWindow(bar, timeframe, input).end;
    // The first input bar of the next block becomes visible when it closes; bars closing before that are still ours.
    const changesAtMs = closeTimeMsOf(lastOfBlock(visible, input.lookback) + 1, input.timeframe);
    end = Math.min(end, Math.ceil(changesAtMs / timeframeMs(timeframe)) - 2);
  }
  return end;
}

function lastOfBlock(bar: number, lookback: number): number {
  return (Math.floor(bar / lookback) + 1) * lookback - 1;
}

/** For main bars `first` … `first + count − 1`, all of one frame: index of the newest visible bar, from the anchor. */
export function inputEnds(
  first: number,
  count: number,
  timeframe: Timeframe,
  input: AlignedInput,
): Int32Array {
  const { anchor } = inputWindow(first, timeframe, input);
  return Int32Array.from(
    { length: count },
    (_, i) => inputWindow(first + i, timeframe, input).end - anchor,
  );
}

/** A value beside the bars, with the instant from which it could be known. */
export interface SideValue {
  readonly value: number;
  readonly availableAtMs: number;
}

/**
 * The side value that a bar closing at `closeMs` sees: the newest with availableAt ≤ close.
 *
 * @param values - Rising by `availableAtMs`.
 * @param ageMsMax - Older than this is as good as missing.
 * @returns Refusal: input_stale.
 */
export function sideValueAt(
  values: readonly SideValue[],
  closeMs: number,
  ageMsMax: number,
): Result<number> {
  const newest = values.findLast((value) => value.availableAtMs <= closeMs);
  if (newest === undefined) return refuse("input_stale", "no value was known at the close");
  const ageMs = closeMs - newest.availableAtMs;
  if (ageMs <= ageMsMax) return ok(newest.value);
  return refuse("input_stale", `value was ${ageMs} ms old at the close, at most ${ageMsMax}`, {
    detail: { ageMs, limit: ageMsMax },
  });
}

/**
 * Checks that a series has everything that is read from it at `bar`: the bar itself, its whole window, and every
 * value of the columns in `needs`. A plugin never sees a hole.
 *
 * @param name - How the series is called in the message: an input's name, or the instrument.
 * @returns Refusal: input_stale.
 */
export function checkComplete(
  name: string,
  series: Series,
  bar: number,
  needs: readonly SideColumn[],
): Result<null> {
  if (series.newest === null || series.newest < bar || !series.ready) {
    return stale(
      `${name} has bars up to ${series.newest ?? "none"}, bar ${bar} and its window are needed`,
    );
  }
  for (const column of needs) {
    const unknown = series.newestUnknown(column);
    if (unknown !== null) return stale(`${column} of ${name} is not known at bar ${unknown}`);
  }
  return ok(null);
}

function stale(message: string): Refused {
  return refuse("input_stale", message);
}
