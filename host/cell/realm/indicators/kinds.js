/** @import { Kernel } from "./types.ts" */
import { absKernel, addKernel, divKernel, maxKernel } from "./arithmetic.js";
import { minKernel, mulKernel, negKernel, subKernel } from "./arithmetic.js";
import { emaKernel, macdLineKernel, smaKernel, sumKernel, wmaKernel } from "./averages.js";
import { lagKernel, rocKernel } from "./change.js";
import { highestKernel, lowestKernel } from "./extremes.js";
import { stddevKernel, zscoreKernel } from "./spread.js";
import { obvKernel } from "./volume.js";
import { rsiKernel, trueRangeKernel, wilderKernel } from "./wilder.js";

/** No real strategy needs a longer one, and it is the longest lookback a manifest may ask for. */
export const PERIOD_MAX = 5_000;

/**
 * How one kind of descriptor looks and behaves. Fields besides `kind`, all required:
 * `sources` are columns or descriptors, `operands` may also be numbers, `periods` map a name to its smallest value
 * and rise from left to right.
 *
 * @typedef {{
 *   readonly sources?: readonly string[],
 *   readonly operands?: readonly string[],
 *   readonly periods?: Readonly<Record<string, number>>,
 *   readonly extraBars: (...periods: number[]) => number,
 *   readonly kernel: (...periods: number[]) => Kernel,
 * }} IndicatorKind
 *
 * `extraBars`: bars needed beyond the inputs' own warm-up before the first value. A spread of one value and an RSI of
 * one change say nothing, so their smallest period is 2, as in TA-Lib.
 */

/** @param {number} n */
const windowed = (n) => n - 1;
/** @param {number} n */
const changed = (n) => n;
const none = () => 0;

/** @type {ReadonlyMap<string, IndicatorKind>} */
export const INDICATOR_KINDS = new Map(
  Object.entries({
    sum: { sources: ["source"], periods: { period: 1 }, extraBars: windowed, kernel: sumKernel },
    sma: { sources: ["source"], periods: { period: 1 }, extraBars: windowed, kernel: smaKernel },
    ema: { sources: ["source"], periods: { period: 1 }, extraBars: windowed, kernel: emaKernel },
    wma: { sources: ["source"], periods: { period: 1 }, extraBars: windowed, kernel: wmaKernel },
    rsi: { sources: ["source"], periods: { period: 2 }, extraBars: changed, kernel: rsiKernel },
    wilder: {
      sources: ["source"],
      periods: { period: 1 },
      extraBars: windowed,
      kernel: wilderKernel,
    },
    trueRange: { sources: ["high", "low", "close"], extraBars: () => 1, kernel: trueRangeKernel },
    macdLine: {
      sources: ["source"],
      periods: { fast: 2, slow: 3 },
      extraBars: (_fast, slow) => slow - 1,
      kernel: macdLineKernel,
    },
    stddev: {
      sources: ["source"],
      periods: { period: 2 },
      extraBars: windowed,
      kernel: stddevKernel,
    },
    zscore: {
      sources: ["source"],
      periods: { period: 2 },
      extraBars: windowed,
      kernel: zscoreKernel,
    },
    highest: {
      sources: ["source"],
      periods: { period: 1 },
      extraBars: windowed,
      kernel: highestKernel,
    },
    lowest: {
      sources: ["source"],
      periods: { period: 1 },
      extraBars: windowed,
      kernel: lowestKernel,
    },
    roc: { sources: ["source"], periods: { period: 1 }, extraBars: changed, kernel: rocKernel },
    lag: { sources: ["source"], periods: { period: 1 }, extraBars: changed, kernel: lagKernel },
    obv: { sources: ["close", "volume"], extraBars: none, kernel: obvKernel },
    add: { operands: ["left", "right"], extraBars: none, kernel: addKernel },
    sub: { operands: ["left", "right"], extraBars: none, kernel: subKernel },
    mul: { operands: ["left", "right"], extraBars: none, kernel: mulKernel },
    div: { operands: ["left", "right"], extraBars: none, kernel: divKernel },
    min: { operands: ["left", "right"], extraBars: none, kernel: minKernel },
    max: { operands: ["left", "right"], extraBars: none, kernel: maxKernel },
    abs: { sources: ["source"], extraBars: none, kernel: absKernel },
    neg: { sources: ["source"], extraBars: none, kernel: negKernel },
  }),
);
