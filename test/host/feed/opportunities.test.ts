import { beforeAll, describe, expect, it } from "vitest";
import type { Candle } from "#host/contract/candles.ts";
import { simulatedFeed } from "#host/feed/simulated/feed.ts";
import { stepsOf } from "#test/kit/feed.ts";
import { deviation, mean } from "#test/kit/statistics.ts";

/**
 * The simulated market must have what the three families of example strategies look for: trends, overshoots without a
 * trend, and crowded funding. The rules here are the families in their plainest form, not the plugins.
 */
const PAIRS = [
  { id: "BTCUSDT", tickE8: 10_000_000n, lotE8: 100_000n },
  { id: "ETHUSDT", tickE8: 1_000_000n, lotE8: 1_000_000n },
];

function ema(values: readonly number[], period: number): number[] {
  let value = values[0] ?? 0;
  return values.map((next) => (value += (2 / (period + 1)) * (next - value)));
}

function rsi(closes: readonly number[], period: number): number[] {
  const moves = closes.map((close, i) => close - (closes[i - 1] ?? close));
  const smooth = (part: readonly number[]): number[] => ema(part, 2 * period - 1);
  const up = smooth(moves.map((move) => Math.max(0, move)));
  const down = smooth(moves.map((move) => Math.max(0, -move)));
  return up.map((gain, i) => 100 - 100 / (1 + gain / (down[i] ?? 1)));
}

/** Bars at which `is` becomes true. */
function beginnings(length: number, from: number, is: (i: number) => boolean): number {
  let count = 0;
  for (let i = from; i < length; i += 1) if (is(i) && !is(i - 1)) count += 1;
  return count;
}

const RULES: Record<string, (bars: readonly Candle[]) => number> = {
  "trends begin, up and down": (bars) => {
    const closes = bars.map((bar) => bar.close);
    const [fast, slow] = [ema(closes, 36), ema(closes, 144)];
    const range = ema(
      bars.map((bar) => bar.high - bar.low),
      144,
    );
    const gap = (i: number): number => ((fast[i] ?? 0) - (slow[i] ?? 0)) / (range[i] ?? 1);
    const up = beginnings(bars.length, 300, (i) => gap(i) > 1);
    const down = beginnings(bars.length, 300, (i) => gap(i) < -1);
    return Math.min(up, down);
  },
  "prices overshoot where there is no trend": (bars) => {
    const closes = bars.map((bar) => bar.close);
    const strength = rsi(closes, 14);
    const slow = ema(closes, 192);
    const drift = ema(closes, 48).map((value, i) => value - (slow[i] ?? 0));
    const range = ema(
      bars.map((bar) => bar.high - bar.low),
      48,
    );
    return beginnings(bars.length, 250, (i) => {
      const calm = Math.abs(drift[i] ?? 0) / (range[i] ?? 1) < 4;
      return calm && Math.abs((strength[i] ?? 50) - 50) > 24;
    });
  },
  "funding is crowded now and then": (bars) => {
    const rates = bars.map((bar) => bar.funding ?? 0);
    const score = (i: number): number => {
      const window = rates.slice(i - 1_430, i);
      return ((rates[i] ?? 0) - mean(window)) / (deviation(window) || 1);
    };
    const settlements = Math.floor((bars.length - 1_440) / 96);
    let crowded = 0;
    for (let k = 0; k < settlements; k += 1) if (Math.abs(score(1_440 + k * 96)) > 1) crowded += 1;
    return crowded;
  },
};

describe.each(["bulkhead", "a", "b", "c"])("in 30 days of seed %s", (seed) => {
  let pairs: Candle[][] = [];
  beforeAll(async () => {
    const subscriptions = PAIRS.map(({ id }) => ({ instrument: id, timeframe: "5m" as const }));
    const steps = await stepsOf(
      simulatedFeed({ seed, subscriptions, instruments: PAIRS, days: 30, pace: { kind: "full" } }),
    );
    pairs = PAIRS.map((_, index) =>
      steps.flatMap((step) => step.bars.slice(index, index + 1)).map((bar) => bar.candle),
    );
  });

  it.for(Object.keys(RULES))("%s", (name) => {
    for (const bars of pairs) expect(RULES[name]?.(bars)).toBeGreaterThanOrEqual(5);
  });
});
