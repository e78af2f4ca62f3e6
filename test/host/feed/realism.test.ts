import { beforeAll, describe, expect, it } from "vitest";
import { simulatedFeed } from "#host/feed/simulated/feed.ts";
import type { Candle } from "#host/contract/candles.ts";
import { stepsOf } from "#test/kit/feed.ts";
import {
  autocorrelation,
  correlation,
  deviation,
  kurtosis,
  logReturns,
  mean,
} from "#test/kit/statistics.ts";

/**
 * Bounds are wide of what BTC, ETH, SOL and XRP perpetuals show in 30 to 50 days of 5m bars: deviation 0.10 to 0.36 %,
 * kurtosis 15 to 40, autocorrelation of absolute returns 0.27 to 0.44.
 */
const SEEDS = ["bulkhead", "a", "b", "c", "d", "e"];
const INSTRUMENTS = [
  { id: "BTCUSDT", tickE8: 10_000_000n, lotE8: 100_000n },
  { id: "ETHUSDT", tickE8: 1_000_000n, lotE8: 1_000_000n },
];

describe.each(SEEDS)("30 days of seed %s", (seed) => {
  let btc: Candle[] = [];
  let eth: Candle[] = [];
  let returns: readonly number[] = [];
  beforeAll(async () => {
    const subscriptions = INSTRUMENTS.map(({ id }) => ({
      instrument: id,
      timeframe: "5m" as const,
    }));
    const steps = await stepsOf(
      simulatedFeed({
        seed,
        subscriptions,
        instruments: INSTRUMENTS,
        days: 30,
        pace: { kind: "full" },
      }),
    );
    btc = steps.flatMap(({ bars }) => bars.slice(0, 1).map((bar) => bar.candle));
    eth = steps.flatMap(({ bars }) => bars.slice(1).map((bar) => bar.candle));
    returns = logReturns(btc.map((bar) => bar.close));
  });

  it("moves as much as such a market does", () => {
    expect(deviation(returns)).toBeGreaterThan(0.001);
    expect(deviation(returns)).toBeLessThan(0.003);
    expect(Math.abs(mean(returns)) * returns.length).toBeLessThan(0.7);
  });

  it("has fat tails, and days that are wilder than others", () => {
    expect(kurtosis(returns)).toBeGreaterThan(5);
    const sizes = returns.map(Math.abs);
    expect(autocorrelation(sizes, 1)).toBeGreaterThan(0.15);
    expect(autocorrelation(sizes, 12)).toBeGreaterThan(0.05);
  });

  it("cannot be foretold from its last bar", () => {
    expect(Math.abs(autocorrelation(returns, 1))).toBeLessThan(0.06);
  });

  it("moves its pairs together, but not as one", () => {
    const together = correlation(returns, logReturns(eth.map((bar) => bar.close)));
    expect(together).toBeGreaterThan(0.4);
    expect(together).toBeLessThan(0.9);
  });

  it("touches prices beyond open and close, and trades more when it moves more", () => {
    const ranges = btc.map((bar) => Math.log(bar.high / bar.low));
    expect(mean(ranges)).toBeGreaterThan(1.2 * mean(returns.map(Math.abs)));
    const volumes = btc.map((bar) => Math.log(bar.volume));
    expect(correlation(ranges, volumes)).toBeGreaterThan(0.2);
  });

  it("pays funding of both signs, of a size that venues show", () => {
    const rates = btc
      .filter((bar) => (bar.ts + 300_000) % 28_800_000 === 0)
      .map((bar) => bar.funding ?? 0);
    expect(rates).toHaveLength(90);
    expect(Math.min(...rates)).toBeLessThan(0);
    expect(Math.max(...rates)).toBeGreaterThan(0.000_2);
    expect(Math.max(...rates.map(Math.abs))).toBeLessThanOrEqual(0.003);
    expect(deviation(rates)).toBeGreaterThan(0.000_1);
  });

  it("has open interest that changes by days, not by bars", () => {
    const interest = btc.map((bar) => Math.log(bar.oi ?? 1));
    expect(deviation(logReturns(btc.map((bar) => bar.oi ?? 1)))).toBeLessThan(0.02);
    expect(deviation(interest)).toBeGreaterThan(0.02);
  });
});
