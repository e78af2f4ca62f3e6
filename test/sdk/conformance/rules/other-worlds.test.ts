/** The metamorphic rules: other times, other levels, other digits, other prices. */
import { describe, expect, it } from "vitest";
import { DAY_MS, timeframeMs } from "#host/kernel/timeframe.ts";
import type { WindowPlan } from "#sdk/signals/windows.ts";
import { noiseRule } from "#sdk/conformance/rules/noise.ts";
import { priceScaling } from "#sdk/conformance/rules/price-scaling.ts";
import { shiftsOf, timeShift } from "#sdk/conformance/rules/time-shift.ts";
import { tailOf, unrelatedPrices } from "#sdk/conformance/rules/unrelated-prices.ts";
import {
  average,
  crossing,
  hashed,
  judge,
  say,
  verdicts,
  type Decide,
  type Seen,
} from "../in-process.ts";

const HOUR_MS = 3_600_000;
const SILENT: Decide = () => "N";
const CALENDAR = { declares: { calendar: true } };
const hourOf = ({ columns, at }: Seen): number => ((columns.ts[at] ?? 0) / HOUR_MS) % 24;
const closeOf = ({ columns, at }: Seen, back = 0): number => columns.close[at - back] ?? 0;
const rising = (seen: Seen): boolean => closeOf(seen) > closeOf(seen, 12);

/** A table of exact times, as a hash: so many signals in a hundred bars. */
const table =
  (percent: number): Decide =>
  ({ columns, at }) => {
    const ts = columns.ts[at] ?? 0;
    return say(hashed(ts / 1e7) < percent / 100 ? hashed(ts / 1e6) < 0.5 : null);
  };
/** One that knows the suite: it repeats after 7 days · lookback, as every shift does. */
const periodicTable: Decide = ({ columns, at, plugin }) => {
  const period = 7 * DAY_MS * plugin.lookback;
  const place = Math.round(((columns.ts[at] ?? 0) % period) / HOUR_MS);
  return say(hashed(place) < 0.05 ? hashed(place + 0.5) < 0.5 : null);
};
const monthly: Decide = (seen) => {
  const day = Math.floor((seen.columns.ts[seen.at] ?? 0) / DAY_MS) % 30;
  return say(day < 10 ? rising(seen) : null);
};
/** In one hour of the day, in the direction of the last twelve bars. */
const session: Decide = (seen) => say(hourOf(seen) === 8 ? rising(seen) : null);
const weekday: Decide = (seen) => {
  const day = (Math.floor((seen.columns.ts[seen.at] ?? 0) / DAY_MS) + 4) % 7;
  return say(day === 1 || day === 4 ? rising(seen) : null);
};
const beforeFunding: Decide = (seen) => {
  const minutes = 480 - (((seen.columns.ts[seen.at] ?? 0) / 60_000) % 480);
  return minutes <= 60 && Math.abs(closeOf(seen) / average(seen, 20) - 1) > 0.005
    ? say(!rising(seen))
    : "N";
};

describe("time shift", () => {
  it.for<[string, Decide, string]>([
    ["an average crossing", crossing, "pass"],
    ["a session of one hour", session, "pass"],
    ["two weekdays", weekday, "pass"],
    ["the minutes to a settlement", beforeFunding, "pass"],
    ["a table of times", table(3), "fail"],
    ["days of the month", monthly, "fail"],
    ["nothing at all", SILENT, "unproven"],
  ])("%s", async ([, decide, verdict]) => {
    expect(await verdicts(timeShift, { decide })).toEqual([verdict]);
  });

  it("names the bar and counts the changes", async () => {
    const [said] = await judge(timeShift, { decide: monthly });
    expect(said?.message).toMatch(
      /decisions changed with the date alone: .* row \d+ \(20.*became .* \d+ days later/,
    );
    expect(said?.used).toBeGreaterThan(0);
  });

  it("reports what the manifest declares", async () => {
    expect(await verdicts(timeShift, { decide: monthly, manifest: CALENDAR })).toEqual(["report"]);
  });

  it("asks factors too", async () => {
    const manifest = { kind: "factor", risk: undefined };
    const of = (decide: Decide) => verdicts(timeShift, { decide, manifest });
    expect(await of((seen) => `V${closeOf(seen) / average(seen, 20)}`)).toEqual(["pass"]);
    expect(await of(({ columns, at }) => `V${columns.ts[at] ?? 0}`)).toEqual(["fail"]);
  });

  const plan = (
    lookback: number,
    inputs: readonly [timeframe: "4h" | "1d", lookback: number][],
  ): WindowPlan => ({
    main: { instrument: "BTCUSDT", timeframe: "1h", lookback, needs: [] },
    inputs: inputs.map(([timeframe, own], k) => {
      return { name: `in${k}`, instrument: "BTCUSDT", timeframe, lookback: own, needs: [] };
    }),
    windowOnly: false,
  });

  it.for<[string, WindowPlan]>([
    ["no input", plan(48, [])],
    ["a long lookback", plan(5_000, [])],
    [
      "inputs",
      plan(300, [
        ["4h", 250],
        ["1d", 20],
      ]),
    ],
    ["an input that makes the shortest shift long", plan(97, [["4h", 49]])],
  ])("with %s keeps weeks and every anchor, and moves months", ([, { main, inputs }]) => {
    const shifts = shiftsOf({ main, inputs, windowOnly: false });
    expect(shifts.length).toBeGreaterThan(0);
    for (const shift of shifts) {
      expect(shift % (7 * DAY_MS)).toBe(0);
      for (const { lookback, timeframe } of [main, ...inputs]) {
        expect(shift % (lookback * timeframeMs(timeframe))).toBe(0);
      }
      expect(shift).toBeLessThanOrEqual(401 * 365.2425 * DAY_MS);
    }
  });

  it("is unproven where no such shift exists within four centuries", async () => {
    const manifest = { lookback: 4_999, inputs: { a: { timeframe: "1d", lookback: 4_993 } } };
    expect(await verdicts(timeShift, { decide: SILENT, manifest, rows: 20, quick: true })).toEqual([
      "unproven",
    ]);
  });
});

describe("price scaling", () => {
  const levels: Decide = (seen) => say(closeOf(seen) > 90_000 ? true : null);
  const prices: Decide = (seen) => say(hashed(closeOf(seen)) < 0.02 ? true : null);

  it.for<[string, Decide, string]>([
    ["an average crossing", crossing, "pass"],
    ["a level of price", levels, "fail"],
    ["a table of exact prices", prices, "fail"],
    [
      "a stop in percent",
      (seen) => `E1|B||${1 + hashed(closeOf(seen) / closeOf(seen, 1))}||x`,
      "pass",
    ],
    ["a stop that follows the price", (seen) => `E1|B||${1 + closeOf(seen) / 1e7}||x`, "fail"],
    ["a rationale that quotes the price", (seen) => `E1|B||||close ${closeOf(seen)}`, "pass"],
    [
      "prices rounded to ticks",
      ({ plugin, columns, at }) =>
        say(Math.round((columns.close[at] ?? 0) / plugin.tickSize) % 2 === 0),
      "pass",
    ],
    ["a level of volume", ({ columns, at }) => say((columns.volume[at] ?? 0) > 100), "pass"],
  ])("%s", async ([, decide, verdict]) => {
    expect(await verdicts(priceScaling, { decide })).toEqual([verdict]);
  });

  it("finds three exact prices among thousands of quiet bars", async () => {
    const few: Decide = (seen) => say(hashed(closeOf(seen)) < 0.003 ? true : null);
    const [said] = await judge(priceScaling, { decide: few, rows: 600 });
    expect(said).toMatchObject({
      verdict: "fail",
      message: expect.stringMatching(/\d+ of \d+ decisions/),
    });
  });

  it("finds an exit that hangs on a level", async () => {
    const decide: Decide = (seen) =>
      seen.fn === "entry"
        ? crossing(seen)
        : Math.floor(Math.log2(closeOf(seen))) % 4 < 2
          ? "X1"
          : "X0";
    const exports = ["entrySignal", "exitSignal", "indicators"];
    expect(await verdicts(priceScaling, { decide, exports })).toEqual(["fail"]);
  });

  it("reports what the manifest declares", async () => {
    const manifest = { declares: { price_level: true } };
    expect(await verdicts(priceScaling, { decide: levels, manifest })).toEqual(["report"]);
  });

  it("scales every pair together, and reports what its own pair alone would change", async () => {
    const manifest = { inputs: { other: { pair: "ETHUSDT", lookback: 48 } } };
    const decide: Decide = (seen) => {
      const other = seen.inputs[0];
      const ratio = closeOf(seen) / (other?.columns.close[other.end] ?? 0);
      // Two octaves higher is the other half of four.
      return say((Math.floor(Math.log2(ratio)) + 400) % 4 < 2);
    };
    const said = await judge(priceScaling, { decide, manifest });
    expect(said.map(({ verdict }) => verdict)).toEqual(["pass", "report"]);
    expect(said[1]?.message).toMatch(/^[1-9]\d* of \d+ decisions changed when only its own/);
  });
});

describe("noise", () => {
  it.for<[string, Decide, readonly string[]]>([
    ["an average crossing", crossing, ["pass", "report"]],
    [
      "a table of exact prices",
      (seen) => say(hashed(closeOf(seen)) < 0.03 ? true : null),
      ["fail", "report"],
    ],
    [
      "closes that are equal",
      (seen) =>
        say(Math.abs(closeOf(seen) * 100 - Math.round(closeOf(seen) * 100)) < 1e-4 ? true : null),
      ["fail", "report"],
    ],
    ["nothing at all", SILENT, ["unproven"]],
  ])("%s", async ([, decide, expected]) => {
    expect(await verdicts(noiseRule, { decide })).toEqual(expected);
  });

  it.for<[string, Decide, string]>([
    ["follows prices", (seen) => `V${closeOf(seen) / average(seen, 20) - 1}`, "pass"],
    ["follows their last digits", (seen) => `V${hashed(closeOf(seen))}`, "fail"],
  ])("a factor that %s", async ([, decide, verdict]) => {
    const manifest = { kind: "factor", risk: undefined };
    expect((await verdicts(noiseRule, { decide, manifest }))[0]).toBe(verdict);
  });
});

describe("unrelated prices", () => {
  it.for<[string, Decide, string]>([
    ["an average crossing", crossing, "pass"],
    ["a session of one hour", session, "pass"],
    ["two weekdays", weekday, "pass"],
    ["the minutes to a settlement", beforeFunding, "pass"],
    ["every bar, up or down", (seen) => say(rising(seen)), "pass"],
    ["the same on every bar", () => say(true), "pass"],
    ["a table of times", table(5), "fail"],
    ["a table that repeats after 7 days · lookback", periodicTable, "fail"],
    ["the hour whatever the price does", (seen) => say(hourOf(seen) === 8 ? true : null), "fail"],
    ["nothing at all", SILENT, "unproven"],
  ])("%s", async ([, decide, verdict]) => {
    expect(await verdicts(unrelatedPrices, { decide, rows: 400 })).toEqual([verdict]);
  });

  it.for<[string, Decide, string]>([
    ["follows prices", (seen) => `V${closeOf(seen) / average(seen, 20) - 1}`, "pass"],
    ["follows dates", ({ columns, at }) => `V${hashed((columns.ts[at] ?? 0) / 1e7)}`, "fail"],
    ["is the hour", (seen) => `V${hourOf(seen)}`, "pass"],
  ])("a factor that %s", async ([, decide, verdict]) => {
    const manifest = { kind: "factor", risk: undefined };
    expect(await verdicts(unrelatedPrices, { decide, manifest })).toEqual([verdict]);
  });

  it("reports what the manifest declares", async () => {
    const world = { decide: periodicTable, manifest: CALENDAR };
    expect(await verdicts(unrelatedPrices, world)).toEqual(["report"]);
  });

  it("finds a table of one stretch of history on a file of it", async () => {
    const [from, to] = [1_600_000_000_000, 1_600_000_000_000 + 40 * DAY_MS];
    const decide: Decide = (seen) => {
      const ts = seen.columns.ts[seen.at] ?? 0;
      return ts > from && ts < to ? table(5)(seen) : crossing(seen);
    };
    expect(await verdicts(unrelatedPrices, { decide })).toEqual(["pass"]);
    const files = (own: Parameters<NonNullable<Parameters<typeof judge>[1]["files"]>>[0]) => {
      const [market] = own;
      const firstMs = market?.steps[0]?.closeMs ?? 0;
      const shiftMs = Math.ceil((from - firstMs) / (7 * DAY_MS)) * 7 * DAY_MS;
      const steps = (market?.steps ?? []).map(({ closeMs, bars }) => ({
        closeMs: closeMs + shiftMs,
        bars: bars.map((bar) => {
          const candle = { ...bar.candle, ts: bar.candle.ts + shiftMs };
          return {
            ...bar,
            bar: bar.bar + shiftMs / HOUR_MS,
            candle,
            availableAtMs: bar.availableAtMs + shiftMs,
          };
        }),
      }));
      return [{ name: "history.csv", tickSize: 0.1, steps }];
    };
    const found = await judge(unrelatedPrices, { decide, files, rows: 400 });
    expect(found[0]).toMatchObject({ verdict: "fail" });
  });

  it("refuses an honest strategy once in a million", () => {
    expect(tailOf(20, 20)).toBeLessThanOrEqual(1e-6);
    expect(tailOf(19, 19)).toBeGreaterThan(1e-6);
    expect(tailOf(8, 10)).toBeCloseTo(56 / 1_024, 12);
    expect(tailOf(60, 60)).toBeCloseTo(2 ** -60, 20);
  });

  it("is not mistaken about ten honest strategies of chance and the hour", async () => {
    const honest = Array.from({ length: 10 }, (_, k): Decide => {
      return (seen) => {
        const price = hashed(closeOf(seen) + k);
        return say(hourOf(seen) % 8 === k % 8 && price < 0.4 ? price < 0.2 : null);
      };
    });
    const said = honest.map((decide) => verdicts(unrelatedPrices, { decide, rows: 300 }));
    expect(new Set((await Promise.all(said)).flat())).toEqual(new Set(["pass"]));
  });
});
