import { describe, expect, it } from "vitest";
import { candle, type Candle, type Timeframe } from "#host/contract/candles.ts";
import { simulatedFeed, type SimulatedOptions } from "#host/feed/simulated/feed.ts";
import { START_MS } from "#host/feed/simulated/parameters.ts";
import { addTo, emptyAggregate } from "#host/feed/aggregate.ts";
import { canonicalJson } from "#host/kernel/canonical-json.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { timeframeMs } from "#host/kernel/timeframe.ts";
import type { Feed, FeedStep } from "#host/ports.ts";
import { stepsOf } from "#test/kit/feed.ts";
import { steppedClock } from "#test/kit/stepped-clock.ts";

const INSTRUMENTS = [
  { id: "BTCUSDT", tickE8: 10_000_000n, lotE8: 100_000n },
  { id: "ETHUSDT", tickE8: 1_000_000n, lotE8: 1_000_000n },
  { id: "1000PEPEUSDT", tickE8: 10n, lotE8: 10_000_000_000n },
  { id: "NEVERHEARDOFUSDT", tickE8: 1_000n, lotE8: 10_000_000n },
];
const DAY = 86_400_000;

function feedOf(change: Partial<SimulatedOptions> = {}, ...series: readonly string[]): Feed {
  const names = series.length === 0 ? ["BTCUSDT 5m", "ETHUSDT 5m"] : series;
  return simulatedFeed({
    seed: "bulkhead",
    subscriptions: names.map((name) => subscription(name)),
    instruments: INSTRUMENTS,
    days: 1,
    pace: { kind: "full" },
    ...change,
  });
}

function subscription(name: string): { instrument: string; timeframe: Timeframe } {
  const [instrument = "", timeframe = "5m"] = name.split(" ");
  return { instrument, timeframe: timeframe as Timeframe };
}

const candlesOf = (steps: readonly FeedStep[], name: string): Candle[] =>
  steps.flatMap(({ bars }) =>
    bars.filter((bar) => `${bar.instrument} ${bar.timeframe}` === name).map((bar) => bar.candle),
  );

const digestOf = (steps: readonly FeedStep[]): string =>
  sha256Hex(
    canonicalJson(
      steps.map(({ closeMs, bars }) => ({ closeMs, bars: bars.map((bar) => ({ ...bar })) })),
    ),
  );

describe("the simulated market", () => {
  it("gives the same bytes for the same seed, in this release and the next", async () => {
    const steps = await stepsOf(feedOf({ days: 30 }));
    // A change of this digest changes every simulated run: raise GENERATOR_VERSION with it.
    expect(digestOf(steps)).toBe(
      "80d72694be542b95b450bf9c9461dc59c9d7b8c9c4b43561573b285e4ca57a3f",
    );
    expect(digestOf(await stepsOf(feedOf({ days: 30 })))).toBe(digestOf(steps));
  });

  it("gives other bytes for another seed, from the same first price", async () => {
    const [one, other] = [await stepsOf(feedOf()), await stepsOf(feedOf({ seed: "other" }))];
    expect(digestOf(one)).not.toBe(digestOf(other));
    expect(one[0]?.bars[0]?.candle.open).toBe(other[0]?.bars[0]?.candle.open);
  });

  it("does not change a pair when another one is added or its timeframe is joined by another", async () => {
    const alone = candlesOf(await stepsOf(feedOf({}, "ETHUSDT 5m")), "ETHUSDT 5m");
    const among = await stepsOf(feedOf({}, "BTCUSDT 1h", "ETHUSDT 1m", "ETHUSDT 5m"));
    expect(candlesOf(among, "ETHUSDT 5m")).toEqual(alone);
  });

  it.for<Timeframe>(["3m", "5m", "15m", "1h", "4h", "1d"])(
    "has %s bars that are made of its minutes",
    async (timeframe) => {
      const steps = await stepsOf(feedOf({ days: 2 }, "ETHUSDT 1m", `ETHUSDT ${timeframe}`));
      const minutes = candlesOf(steps, "ETHUSDT 1m");
      const parts = timeframeMs(timeframe) / 60_000;
      const longer = candlesOf(steps, `ETHUSDT ${timeframe}`);
      expect(longer).toHaveLength(minutes.length / parts);
      for (const [i, bar] of longer.entries()) {
        const group = minutes.slice(i * parts, (i + 1) * parts);
        const sum = emptyAggregate();
        for (const minute of group) addTo(sum, minute);
        expect(bar).toMatchObject({
          ts: group[0]?.ts,
          open: sum.open,
          high: sum.high,
          low: sum.low,
          close: sum.close,
          funding: group.at(-1)?.funding,
          oi: group.at(-1)?.oi,
        });
        expect(bar.volume).toBeCloseTo(sum.volume, 6);
      }
    },
  );

  it.for(INSTRUMENTS)("keeps $id on its steps, and every bar a possible bar", async (grid) => {
    const steps = await stepsOf(feedOf({ days: 3 }, `${grid.id} 5m`));
    for (const bar of candlesOf(steps, `${grid.id} 5m`)) {
      expect(candle.safeParse(bar).success).toBe(true);
      for (const price of [bar.open, bar.high, bar.low, bar.close])
        expectOnStep(price, grid.tickE8);
      expectOnStep(bar.volume, grid.lotE8);
      expect(bar.volume).toBeGreaterThan(0);
      expect(bar.oi).toBeGreaterThan(0);
      expect(bar.funding).not.toBeNull();
    }
  });

  it("has no holes, opens where it closed, and shows each bar at its close", async () => {
    const steps = await stepsOf(feedOf({}, "BTCUSDT 5m"));
    for (const [i, { closeMs, bars }] of steps.entries()) {
      expect(closeMs).toBe(START_MS + (i + 1) * 300_000);
      expect(bars[0]).toMatchObject({ availableAtMs: closeMs, bar: closeMs / 300_000 - 1 });
      expect(bars[0]?.candle.open).toBe(steps[i - 1]?.bars[0]?.candle.close ?? 87_500);
    }
    expect(steps).toHaveLength(288);
  });

  it("brings all bars of one instant together, in the order subscribed to", async () => {
    const steps = await stepsOf(feedOf({}, "ETHUSDT 15m", "BTCUSDT 5m", "ETHUSDT 5m"));
    const names = (step: FeedStep | undefined): string[] =>
      (step?.bars ?? []).map((bar) => `${bar.instrument} ${bar.timeframe}`);
    expect(names(steps[0])).toEqual(["BTCUSDT 5m", "ETHUSDT 5m"]);
    expect(names(steps[2])).toEqual(["ETHUSDT 15m", "BTCUSDT 5m", "ETHUSDT 5m"]);
  });

  it("brings a series once that two slots read", async () => {
    const steps = await stepsOf(feedOf({}, "BTCUSDT 5m", "BTCUSDT 5m"), { limit: 3 });
    expect(steps.map(({ bars }) => bars.length)).toEqual([1, 1, 1]);
  });

  it("goes on after an instant exactly where it would have been", async () => {
    const all = await stepsOf(feedOf({}, "BTCUSDT 5m", "ETHUSDT 1h"));
    for (const cut of [0, 1, 11, 12, 100, all.length]) {
      const afterMs = all[cut - 1]?.closeMs ?? -1;
      const rest = await stepsOf(feedOf({}, "BTCUSDT 5m", "ETHUSDT 1h"), { afterMs });
      expect(rest).toEqual(all.slice(cut));
    }
  });

  it.for<[series: string[]]>([
    [["BTCUSDT 5m"]],
    [["BTCUSDT 3m", "ETHUSDT 5m"]],
    [["BTCUSDT 1d"]],
    [["BTCUSDT 1m", "BTCUSDT 1h", "ETHUSDT 15m"]],
  ])("says before how many steps there will be: %s", async ([series]) => {
    const feed = feedOf({ days: 2 }, ...series);
    expect(await stepsOf(feed)).toHaveLength(feed.stepsTotal ?? -1);
  });

  it("has no end when it is given none", async () => {
    const feed = feedOf({ days: null }, "BTCUSDT 1d");
    expect(feed.stepsTotal).toBeNull();
    expect(await stepsOf(feed, { limit: 40 })).toHaveLength(40);
  });

  it("settles funding every eight hours; the bar that closes with a settlement shows it", async () => {
    const steps = await stepsOf(feedOf({ days: 10 }, "BTCUSDT 5m"));
    let before = steps[0]?.bars[0]?.candle.funding;
    let changes = 0;
    for (const { closeMs, bars } of steps) {
      const now = bars[0]?.candle.funding;
      if (now === before) continue;
      expect(closeMs % (DAY / 3)).toBe(0);
      changes += 1;
      before = now;
    }
    expect(changes).toBeGreaterThan(25);
  });

  it("is named by everything that its bytes depend on, and by nothing else", () => {
    const name = feedOf().identity;
    expect(name).toContain('"kind":"simulated"');
    expect(feedOf({ days: 30 }).identity).toBe(name);
    expect(feedOf({ pace: { kind: "wall", clock: steppedClock(0) } }).identity).toBe(name);
    const coarse = INSTRUMENTS.map((grid) => ({ ...grid, tickE8: grid.tickE8 * 5n }));
    const others = [
      feedOf({ seed: "other" }),
      feedOf({ instruments: coarse }),
      feedOf({}, "BTCUSDT 5m"),
      feedOf({}, "BTCUSDT 5m", "ETHUSDT 15m"),
    ].map((feed) => feed.identity);
    expect(new Set([name, ...others]).size).toBe(5);
  });
});

function expectOnStep(value: number, stepE8: bigint): void {
  const steps = Math.round((value * 1e8) / Number(stepE8));
  // The double nearest to the decimal, so that it prints as the decimal.
  expect(value).toBe((steps * Number(stepE8)) / 1e8);
}
