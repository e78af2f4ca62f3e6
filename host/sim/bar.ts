import type { Candle, Timeframe } from "../contract/candles.ts";
import { e8OfNumber, type E8 } from "../kernel/e8.ts";
import { timeframeMs } from "../kernel/timeframe.ts";

/** One closed bar as the fill model reads it. `closeMs` is the open of its successor. */
export interface SimBar {
  readonly instrument: string;
  readonly openMs: number;
  readonly closeMs: number;
  readonly openE8: E8;
  readonly highE8: E8;
  readonly lowE8: E8;
  readonly closeE8: E8;
  /** Last rate settled at or before the close, a fraction; null when it is not known. */
  readonly fundingRate: number | null;
}

export function simBar(instrument: string, timeframe: Timeframe, candle: Candle): SimBar {
  return {
    instrument,
    openMs: candle.ts,
    closeMs: candle.ts + timeframeMs(timeframe),
    openE8: e8OfNumber(candle.open),
    highE8: e8OfNumber(candle.high),
    lowE8: e8OfNumber(candle.low),
    closeE8: e8OfNumber(candle.close),
    fundingRate: candle.funding,
  };
}
