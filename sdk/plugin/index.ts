/** `#plugin`: all that a plugin may import. See README.md beside this file. */
export { abs, add, div, max, min, mul, neg, sub } from "./arithmetic.ts";
export { col } from "./columns.ts";
export {
  atr,
  bollinger,
  ema,
  highest,
  lag,
  lowest,
  macd,
  obv,
  roc,
  rolling,
  rsi,
  scan,
} from "./indicators.ts";
export { sma, stddev, sum, trueRange, vwap, wilder, wma, zscore } from "./indicators.ts";
export { hourUtc, minutesToFunding, monthUtc, roundToTick, weekdayUtc } from "./time.ts";
export type {
  Candles,
  ColumnName,
  Context,
  Descriptor,
  EntrySignal,
  Indicator,
  IndicatorRecord,
  InputColumn,
  Params,
  Score,
  Side,
  Source,
  Value,
} from "./types.ts";
