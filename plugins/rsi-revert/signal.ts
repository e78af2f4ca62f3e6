import {
  abs,
  atr,
  div,
  ema,
  mul,
  rsi,
  sub,
  type Candles,
  type Context,
  type EntrySignal,
  type Params,
  type Side,
} from "#plugin";

type Revert = Params<{
  period: number;
  band: number;
  calmAtr: number;
  stop: { atr: number; rangeBars: number };
}>;
type Seen = Context<typeof indicators>;

/** The stop must lie in sl_pct's range of the manifest; wilder markets than that are not traded. */
const STOP_PCT_MIN = 0.4;
const STOP_PCT_MAX = 2.5;
/** The way back is shorter than the way out: the target is this part of the stop distance. */
const TARGET_PER_STOP = 0.8;

export const indicators = (p: Revert) => {
  const range = atr(p.stop.rangeBars);
  return {
    rsi: rsi("close", p.period),
    rangePct: mul(div(range, "close"), 100),
    drift: abs(div(sub(ema("close", 48), ema("close", 192)), range)),
  };
};

/** Buys the first bar that leads out of an oversold stretch, sells the mirror image, in a market without a trend. */
export function entrySignal(_candles: Candles, params: Revert, context: Seen): EntrySignal | null {
  const { rsi: strength, rangePct, drift } = context.indicators;
  if (drift.at(-1) > params.calmAtr) return null;
  const slPct = Math.max(STOP_PCT_MIN, params.stop.atr * rangePct.at(-1));
  if (!(slPct <= STOP_PCT_MAX)) return null;
  const levels = { slPct, tpPct: slPct * TARGET_PER_STOP };
  const before = strength.at(-2);
  const now = strength.at(-1);
  if (before < 50 - params.band && now >= 50 - params.band) {
    return {
      side: "Buy",
      rationale: "rsi came back from oversold in a market without a trend",
      ...levels,
    };
  }
  if (before > 50 + params.band && now <= 50 + params.band) {
    return {
      side: "Sell",
      rationale: "rsi came back from overbought in a market without a trend",
      ...levels,
    };
  }
  return null;
}

/** The overshoot is gone once the index has crossed its middle. */
export function exitSignal(_candles: Candles, _params: Revert, context: Seen, side: Side): boolean {
  const now = context.indicators.rsi.at(-1);
  return side === "Buy" ? now > 60 : now < 40;
}
