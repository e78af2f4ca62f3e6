import {
  atr,
  col,
  ema,
  sub,
  type Candles,
  type Context,
  type EntrySignal,
  type Params,
  type Side,
} from "#plugin";

type Cross = Params<{ fast: number; slow: number; trend: number; gapAtr: number }>;
type Seen = Context<typeof indicators>;

export const indicators = (p: Cross) => ({
  gap: sub(ema("close", p.fast), ema("close", p.slow)),
  trend: ema("close", p.trend),
  range: atr(p.slow),
  close: col("close"),
});

/** Enters when the averages have parted by more than noise, in the direction of the longer trend. */
export function entrySignal(_candles: Candles, params: Cross, context: Seen): EntrySignal | null {
  const { gap, trend, range, close } = context.indicators;
  const enough = params.gapAtr * range.at(-1);
  if (gap.at(-2) <= enough && gap.at(-1) > enough && close.at(-1) > trend.at(-1)) {
    return { side: "Buy", rationale: "fast average rose clear of the slow one, above the trend" };
  }
  if (gap.at(-2) >= -enough && gap.at(-1) < -enough && close.at(-1) < trend.at(-1)) {
    return { side: "Sell", rationale: "fast average fell clear of the slow one, below the trend" };
  }
  return null;
}

/** Leaves when the averages have crossed back. */
export function exitSignal(_candles: Candles, _params: Cross, context: Seen, side: Side): boolean {
  const gap = context.indicators.gap.at(-1);
  return side === "Buy" ? gap < 0 : gap > 0;
}
