/** The reference markets: the same bytes everywhere, real bars, every series a plugin reads. */
import { describe, expect, it } from "vitest";
import type { Candle, Timeframe } from "#host/contract/candles.ts";
import { FUNDING_INTERVAL_MS } from "#host/feed/simulated/parameters.ts";
import { closeTimeMsOf, timeframeMs } from "#host/kernel/timeframe.ts";
import type { FeedBar } from "#host/ports.ts";
import type { Market, MarketWish } from "#sdk/conformance/lab.ts";
import { framedBy, recordingOf } from "#sdk/conformance/recording.ts";
import { otherPrices, referenceMarkets } from "#sdk/conformance/reference/markets.ts";
import { BALANCED } from "#sdk/conformance/reference/regimes.ts";
import type { WindowPlan } from "#sdk/signals/windows.ts";

type Input = readonly [pair: string, timeframe: Timeframe, lookback: number];

function aPlan(timeframe: Timeframe, lookback: number, inputs: readonly Input[] = []): WindowPlan {
  return {
    main: { instrument: "BTCUSDT", timeframe, lookback, needs: ["funding", "oi"] },
    inputs: inputs.map(([instrument, own, bars], k) => {
      return {
        name: `in${k}`,
        instrument,
        timeframe: own,
        lookback: bars,
        needs: ["funding", "oi"],
      };
    }),
    windowOnly: false,
  };
}

function aWish(plan: WindowPlan, change: Partial<MarketWish> = {}): MarketWish {
  return { plan, tickSize: 0.1, rows: 120, seed: "seed", quick: false, ...change };
}

function mainBars({ steps }: Market, { main }: WindowPlan): readonly FeedBar[] {
  return steps.flatMap(({ bars }) =>
    bars.filter((bar) => bar.instrument === main.instrument && bar.timeframe === main.timeframe),
  );
}

const PLANS: readonly [string, WindowPlan][] = [
  ["5m", aPlan("5m", 40)],
  ["1m, long", aPlan("1m", 700)],
  ["1d, the longest", aPlan("1d", 5_000)],
  [
    "three timeframes that do not divide each other",
    aPlan("5m", 30, [
      ["BTCUSDT", "3m", 20],
      ["BTCUSDT", "1d", 300],
    ]),
  ],
  [
    "shorter inputs than itself",
    aPlan("4h", 30, [
      ["BTCUSDT", "6h", 25],
      ["BTCUSDT", "1m", 15],
    ]),
  ],
  [
    "other pairs",
    aPlan("1h", 50, [
      ["ETHUSDT", "1h", 50],
      ["NEVERHEARDOFUSDT", "4h", 10],
    ]),
  ],
  [
    "the same series twice",
    aPlan("1h", 20, [
      ["BTCUSDT", "4h", 10],
      ["BTCUSDT", "4h", 200],
    ]),
  ],
];

describe.for(PLANS)("with %s", ([, plan]) => {
  const markets = referenceMarkets(aWish(plan));

  it("there are six markets, and so many bars of each can be evaluated", () => {
    expect(markets.map(({ name }) => name)).toEqual([
      "swings",
      "range",
      "rising",
      "falling",
      "volatile",
      "crash",
    ]);
    for (const market of markets) {
      const { rows, openMs } = recordingOf(market, () => framedBy(market, plan));
      expect(rows.length).toBe(120);
      expect((openMs[0] ?? 0) % (plan.main.lookback * timeframeMs(plan.main.timeframe))).toBe(0);
    }
  });

  it("every bar is one that a venue could have sent, in order, with funding and open interest", () => {
    for (const { steps } of markets.slice(0, 2)) {
      expect(steps.filter(({ closeMs }, k) => closeMs <= (steps[k - 1]?.closeMs ?? 0))).toEqual([]);
      const bars = steps.flatMap((step) =>
        step.bars.map((bar) => ({ ...bar, closeMs: step.closeMs })),
      );
      const misplaced = bars.filter((bar) => closeTimeMsOf(bar.bar, bar.timeframe) !== bar.closeMs);
      expect(misplaced).toEqual([]);
      expect(bars.filter((bar) => !isBar(bar.candle))).toEqual([]);
    }
  });

  it("each bar follows the last one of its series, and opens not far from where that closed", () => {
    const newest = new Map<string, FeedBar>();
    const torn = (markets[0]?.steps.flatMap(({ bars }) => bars) ?? []).filter((bar) => {
      const key = `${bar.instrument} ${bar.timeframe}`;
      const before = newest.get(key);
      newest.set(key, bar);
      if (before === undefined) return false;
      const gap = Math.abs(Math.log(bar.candle.open / before.candle.close));
      return before.bar + 1 !== bar.bar || gap > 0.2;
    });
    expect(torn).toEqual([]);
  });
});

/** As the schema says, and quicker. */
function isBar({ open, high, low, close, volume, funding, oi }: Candle): boolean {
  const priced = low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close);
  return priced && volume > 0 && funding !== null && oi !== null;
}

describe("the seed", () => {
  const plan = aPlan("1h", 48);

  it("decides everything", () => {
    expect(referenceMarkets(aWish(plan))).toEqual(referenceMarkets(aWish(plan)));
  });

  it("another one has other prices on other dates", () => {
    const [one] = referenceMarkets(aWish(plan));
    const [other] = referenceMarkets(aWish(plan, { seed: "other" }));
    const [a, b] = [one, other].map((market) =>
      market === undefined ? [] : mainBars(market, plan),
    );
    const dates = new Set(a?.map((bar) => bar.bar));
    expect(b?.some((bar) => dates.has(bar.bar))).toBe(false);
    expect(a?.[0]?.candle.close).not.toBe(b?.[0]?.candle.close);
  });

  it("gives the bytes it gave when this was written", () => {
    const digests = referenceMarkets(aWish(plan)).map((market) =>
      recordingOf(market, () => framedBy(market, plan)).sha256.slice(0, 12),
    );
    expect(digests).toMatchInlineSnapshot(`
      [
        "65ff8a78138e",
        "e61828a879c7",
        "d8b890ea7a16",
        "6f86bd77babd",
        "049c55c024e4",
        "07b31e8b6c80",
      ]
    `);
  });

  it("a quick look takes the first two, which are balanced", () => {
    const names = referenceMarkets(aWish(plan, { quick: true })).map(({ name }) => name);
    expect(names).toEqual(BALANCED.map(({ name }) => name));
  });
});

describe("the regimes", () => {
  const plan = aPlan("5m", 300);
  const seeds = Array.from({ length: 12 }, (_, k) => `regime ${k}`);
  const all = seeds.flatMap((seed) => referenceMarkets(aWish(plan, { seed, rows: 600 })));
  const closes = (name: string): number[][] =>
    all
      .filter((market) => market.name === name)
      .map((market) => mainBars(market, plan).map((bar) => bar.candle.close));
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const drift = (name: string): number =>
    mean(closes(name).map((each) => Math.log((each.at(-1) ?? 1) / (each[0] ?? 1))));
  const restless = (name: string): number =>
    mean(
      closes(name).map((each) =>
        mean(each.map((x, i) => (i === 0 ? 0 : Math.abs(Math.log(x / (each[i - 1] ?? x)))))),
      ),
    );
  const worst = (name: string): number =>
    Math.min(
      ...closes(name).map((each) =>
        Math.min(...each.map((x, i) => x / Math.max(...each.slice(Math.max(0, i - 48), i + 1)))),
      ),
    );

  it("are what they are called", () => {
    expect(drift("rising")).toBeGreaterThan(0.03);
    expect(drift("falling")).toBeLessThan(-0.03);
    expect(Math.abs(drift("range"))).toBeLessThan(0.03);
    expect(restless("volatile")).toBeGreaterThan(1.2 * restless("range"));
    expect(worst("crash")).toBeLessThan(0.93);
  });

  it("let funding be positive and negative, and move", () => {
    const rates = new Set(
      all.flatMap((market) => mainBars(market, plan).map((bar) => bar.candle.funding ?? 0)),
    );
    expect(Math.min(...rates)).toBeLessThan(-0.0003);
    expect(Math.max(...rates)).toBeGreaterThan(0.0003);
    expect(rates.size).toBeGreaterThan(100);
  });

  it("publish half of their funding late: a bar that closes with a settlement does not see it", () => {
    const settlements = all.flatMap((market) => {
      const bars = mainBars(market, plan);
      return bars.flatMap((bar, i) => {
        const [before, after] = [bars[i - 1]?.candle.funding, bars[i + 1]?.candle.funding];
        const isSettled = closeTimeMsOf(bar.bar, "5m") % FUNDING_INTERVAL_MS === 0;
        const moved = before !== undefined && after !== undefined && before !== after;
        return isSettled && moved ? [{ before, after, seen: bar.candle.funding }] : [];
      });
    });
    const atOnce = settlements.filter(({ seen, after }) => seen === after).length;
    const late = settlements.filter(({ seen, before }) => seen === before).length;
    expect(atOnce + late).toBe(settlements.length);
    expect(atOnce).toBeGreaterThan(settlements.length / 4);
    expect(late).toBeGreaterThan(settlements.length / 4);
  });
});

describe("other prices", () => {
  const plan = aPlan("1h", 30, [
    ["BTCUSDT", "4h", 20],
    ["ETHUSDT", "1h", 30],
  ]);
  const [market] = referenceMarkets(aWish(plan));
  const [balanced] = BALANCED;
  if (market === undefined || balanced === undefined) throw new Error("there is a market");

  it("are there for every bar, and agree between timeframes", () => {
    const other = otherPrices(market, plan, "unrelated", balanced);
    const bars = market.steps.flatMap((step) => step.bars);
    const absent = bars.filter((bar) => {
      const there = other(bar);
      return there === bar || there.bar !== bar.bar || there.timeframe !== bar.timeframe;
    });
    expect(absent).toEqual([]);
    const step = market.steps.find((each) => each.bars.length === 3);
    const [hour, four] = (step?.bars ?? []).map((bar) => other(bar).candle.close);
    expect(hour).toBe(four);
  });

  it("have nothing to do with the first", () => {
    const other = otherPrices(market, plan, "unrelated", balanced);
    const move = ({ candle: { open, close } }: FeedBar): number => Math.log(close / open);
    const moves = mainBars(market, plan).map((bar) => [move(bar), move(other(bar))] as const);
    const dot = moves.reduce((sum, [a, b]) => sum + a * b, 0);
    const [a2, b2] = [
      moves.reduce((sum, [a]) => sum + a * a, 0),
      moves.reduce((sum, [, b]) => sum + b * b, 0),
    ];
    expect(Math.abs(dot / Math.sqrt(a2 * b2))).toBeLessThan(0.3);
  });
});
