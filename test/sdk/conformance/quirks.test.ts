/** No market of the suite is tidier than a venue's. */
import { describe, expect, it } from "vitest";
import type { Candle } from "#host/contract/candles.ts";
import { referenceMarkets } from "#sdk/conformance/reference/markets.ts";
import { REGIMES } from "#sdk/conformance/reference/regimes.ts";
import type { WindowPlan } from "#sdk/signals/windows.ts";

describe("every regime has what real bars have", () => {
  const plan: WindowPlan = {
    main: { instrument: "BTCUSDT", timeframe: "1h", lookback: 100, needs: [] },
    inputs: [],
    windowOnly: false,
  };
  const seeds = Array.from({ length: 4 }, (_, k) => `quirks ${k}`);
  const markets = seeds.flatMap((seed) =>
    referenceMarkets({ plan, tickSize: 0.1, rows: 600, seed, quick: false }),
  );
  type Pair = readonly [candle: Candle, before: Candle];
  const share = (name: string, is: (...pair: Pair) => boolean): number => {
    const pairs = markets
      .filter((market) => market.name === name)
      .flatMap((market) => {
        const candles = market.steps.flatMap(({ bars }) => bars.map((bar) => bar.candle));
        return candles.slice(1).map((candle, k): Pair => [candle, candles[k] ?? candle]);
      });
    return pairs.filter((pair) => is(...pair)).length / pairs.length;
  };
  const ticks = (price: number): number => Math.round(price / 0.1);
  const gap = (candle: Candle, before: Candle): number =>
    Math.abs(ticks(candle.open) - ticks(before.close));

  it.for<[string, readonly [least: number, most: number], (...pair: Pair) => boolean]>([
    ["opens at the last close", [0.2, 0.6], (a, b) => gap(a, b) === 0],
    ["opens some ticks off", [0.3, 0.7], (a, b) => gap(a, b) > 2.5],
    ["opens far off", [0.002, 0.1], (a, b) => Math.abs(Math.log(a.open / b.close)) > 0.003],
    ["closes where it closed", [0.01, 0.1], (a, b) => a.close === b.close],
    ["a doji", [0.01, 0.12], (a) => a.open === a.close && a.high > a.low],
    ["no range", [0.0005, 0.02], (a) => a.high === a.low],
    ["the same high or low", [0.02, 0.2], (a, b) => a.high === b.high || a.low === b.low],
    ["a long wick", [0.01, 0.3], (a) => a.high - a.low > 5 * Math.abs(a.close - a.open)],
    ["a large move", [0.0005, 0.2], (a, b) => Math.abs(Math.log(a.close / b.close)) > 0.025],
    ["volume out of all proportion", [0.002, 0.03], (a, b) => a.volume > 20 * b.volume],
    ["next to no volume", [0.003, 0.04], (a) => a.volume < 0.011],
    ["volume with decimals", [0.9, 1], (a) => !Number.isInteger(a.volume)],
  ])("%s", ([, [least, most], is]) => {
    const shares = REGIMES.map(({ name }) => [name, share(name, is)] as const);
    expect(shares.filter(([, found]) => found < least || found > most)).toEqual([]);
  });

  it("and whole ticks", () => {
    const off = (price: number): boolean => Math.abs(price / 0.1 - ticks(price)) > 1e-6;
    const isOff = ({ open, high, low, close }: Candle) => [open, high, low, close].some(off);
    for (const { name } of REGIMES) expect(share(name, isOff)).toBe(0);
  });
});
