import {
  col,
  ema,
  minutesToFunding,
  sub,
  zscore,
  type Candles,
  type Context,
  type EntrySignal,
  type Params,
} from "#plugin";

type Fade = Params<{ window: number; extreme: number; turn: number; minutesBefore: number }>;
type Seen = Context<typeof indicators>;

export const indicators = (p: Fade) => ({
  crowd: zscore("funding", p.window),
  funding: col("funding"),
  above: sub("close", ema("close", p.turn)),
  time: col("ts"),
});

/** Goes against the crowd when its funding is extreme for this market and the price has begun to leave it. */
export function entrySignal(_candles: Candles, params: Fade, context: Seen): EntrySignal | null {
  const { crowd, funding, above, time } = context.indicators;
  if (minutesToFunding(time.at(-1)) > params.minutesBefore) return null;
  const crowding = crowd.at(-1);
  // Half size at the threshold, full size at twice the threshold.
  const strength = Math.min(1, Math.abs(crowding) / (2 * params.extreme));
  if (crowding > params.extreme && funding.at(-1) > 0 && above.at(-2) >= 0 && above.at(-1) < 0) {
    return {
      side: "Sell",
      rationale: "longs pay unusually much and the price turns down",
      strength,
    };
  }
  if (crowding < -params.extreme && above.at(-2) <= 0 && above.at(-1) > 0) {
    return {
      side: "Buy",
      rationale: "shorts are crowded for this market and the price turns up",
      strength,
    };
  }
  return null;
}
