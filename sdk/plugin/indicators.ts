/**
 * Constructors of descriptors. They compute nothing: this module is bundled into the plugin, so the host believes none
 * of it; it checks the descriptors and computes the values with its own code. `catalogue.ts` has the formulas.
 */
import { add, div, mul, sub } from "./arithmetic.ts";
import { columnOf } from "./columns.ts";
import type { Descriptor, Source } from "./types.ts";

type Answer = number | null | undefined;

export const sum = (source: Source, period: number): Descriptor => ({
  kind: "sum",
  source,
  period,
});
export const sma = (source: Source, period: number): Descriptor => ({
  kind: "sma",
  source,
  period,
});
export const ema = (source: Source, period: number): Descriptor => ({
  kind: "ema",
  source,
  period,
});
export const wma = (source: Source, period: number): Descriptor => ({
  kind: "wma",
  source,
  period,
});
export const wilder = (source: Source, period: number): Descriptor => ({
  kind: "wilder",
  source,
  period,
});
export const rsi = (source: Source, period: number): Descriptor => ({
  kind: "rsi",
  source,
  period,
});
export const stddev = (source: Source, period: number): Descriptor => ({
  kind: "stddev",
  source,
  period,
});
export const zscore = (source: Source, period: number): Descriptor => ({
  kind: "zscore",
  source,
  period,
});
export const highest = (source: Source, period: number): Descriptor => ({
  kind: "highest",
  source,
  period,
});
export const lowest = (source: Source, period: number): Descriptor => ({
  kind: "lowest",
  source,
  period,
});
export const roc = (source: Source, period: number): Descriptor => ({
  kind: "roc",
  source,
  period,
});
export const lag = (source: Source, period: number): Descriptor => ({
  kind: "lag",
  source,
  period,
});

/** True range of the main series, or of an input. */
export function trueRange(input?: string): Descriptor {
  return {
    kind: "trueRange",
    high: columnOf("high", input),
    low: columnOf("low", input),
    close: columnOf("close", input),
  };
}

/** Average true range of the main series, or of an input. */
export function atr(period: number, input?: string): Descriptor {
  return wilder(trueRange(input), period);
}

/** On-balance volume of the main series, or of an input. Read its differences: it starts anew at every anchor. */
export function obv(input?: string): Descriptor {
  return { kind: "obv", close: columnOf("close", input), volume: columnOf("volume", input) };
}

/** Volume-weighted average of the typical price over `period` bars. */
export function vwap(period: number, input?: string): Descriptor {
  const volume = columnOf("volume", input);
  const bars = add(add(columnOf("high", input), columnOf("low", input)), columnOf("close", input));
  return div(sum(mul(div(bars, 3), volume), period), sum(volume, period));
}

/** Moving average convergence / divergence; `fast` below `slow`. */
export function macd(source: Source, fast = 12, slow = 26, signal = 9) {
  const line: Descriptor = { kind: "macdLine", source, fast, slow };
  const average = ema(line, signal);
  return { line, signal: average, histogram: sub(line, average) };
}

/** Bollinger bands: `width` population standard deviations around the simple average. */
export function bollinger(source: Source, period = 20, width = 2) {
  const middle = sma(source, period);
  const reach = mul(stddev(source, period), width);
  return { upper: add(middle, reach), middle, lower: sub(middle, reach) };
}

/**
 * Your own function of the last `period` values, oldest first. It is called when a value is read, with a fresh copy,
 * and answers a finite number, or null for "no value". It must not keep anything between calls.
 */
export function rolling(
  source: Source,
  period: number,
  callback: (window: Float64Array) => Answer,
): Descriptor {
  return { kind: "rolling", source, period, callback };
}

/**
 * Your own running computation, from the anchor on, oldest bar first.
 *
 * With a number as `init` the callback answers the next state, which is also the value; null is "no value" and leaves
 * the state. With a list of numbers it changes the list it is given in place and answers the value. Nothing else may
 * survive between calls.
 */
export function scan(
  init: number,
  callback: (state: number, ...values: number[]) => Answer,
  ...sources: Source[]
): Descriptor;
export function scan<const S extends readonly number[]>(
  init: S,
  callback: (state: { -readonly [K in keyof S]: number }, ...values: number[]) => Answer,
  ...sources: Source[]
): Descriptor;
export function scan(init: unknown, callback: unknown, ...sources: Source[]): Descriptor {
  return { kind: "scan", init, callback, sources };
}
