/** Look-ahead, late values, warm-up and window, with plugins that could look where the realm lets nobody look. */
import { describe, expect, it } from "vitest";
import { lateValues } from "#sdk/conformance/rules/late-values.ts";
import { lookAhead } from "#sdk/conformance/rules/look-ahead.ts";
import { warmUp } from "#sdk/conformance/rules/warm-up.ts";
import { windowExact } from "#sdk/conformance/rules/window.ts";
import {
  average,
  crossing,
  judge,
  marketsMadeBy,
  say,
  verdicts,
  type Decide,
  type World,
} from "../in-process.ts";

const INPUT = { inputs: { slow: { timeframe: "4h", lookback: 20 } } };

describe("look-ahead", () => {
  it("passes an average crossing, and counts the signals that were inside", async () => {
    const [said] = await judge(lookAhead, { decide: crossing });
    expect(said).toMatchObject({ verdict: "pass" });
    const counted = /(\d+) of (\d+) signals lie there/.exec(said?.message ?? "");
    expect(Number(counted?.[1])).toBeGreaterThan(20);
    expect(Number(counted?.[2])).toBeGreaterThanOrEqual(Number(counted?.[1]));
  });

  const peek =
    (column: "close" | "volume" | "funding", by: number): Decide =>
    (seen) => {
      const values = seen.columns[column];
      const [now, then] = [values[seen.at] ?? 0, values[seen.at + by]];
      return then === undefined || then === now ? "N" : say(then > now);
    };

  it.for([
    ["the next close", "close", 1, "later close"],
    ["the close twenty bars on", "close", 20, "later close"],
    ["the next volume", "volume", 1, "later volume"],
    ["the next funding rate", "funding", 1, "later funding"],
  ] as const)(
    "finds a plugin that reads %s, and names the column",
    async ([, column, by, name]) => {
      const manifest = { needs: ["funding"] };
      const said = await judge(lookAhead, { decide: peek(column, by), manifest });
      const fails = said.filter(({ verdict }) => verdict === "fail");
      expect(fails.length).toBeGreaterThan(3);
      const message = fails.find((each) => each.message.includes("became"))?.message;
      expect(message).toMatch(
        /row \d+ \(20\d\d-\d\d-\d\dT.*Z\).*(noise|extremes|permuted|truncated|buffer)/,
      );
      expect(fails.some((each) => each.message.includes(`it follows the ${name}`))).toBe(true);
    },
  );

  it.for(["alone", "truncated", "noise", "extremes", "permuted", "lay in the buffer"])(
    "sees it in each of its ways: %s",
    async (way) => {
      // Which of the ways a thief trips over depends on the bar it steals.
      const columns = ["close", "volume"] as const;
      const worlds = columns.flatMap((column) => [1, 20].map((by) => peek(column, by)));
      const all = await Promise.all(worlds.map((decide) => judge(lookAhead, { decide })));
      const said = all.flat();
      expect(said.filter(({ message }) => message.includes(way))).not.toEqual([]);
    },
  );

  it("finds one that counts how many bars there are, which no column explains", async () => {
    const decide: Decide = ({ columns, at }) => say(columns.length - at > 10 ? true : null);
    const said = await judge(lookAhead, { decide });
    expect(said[0]).toMatchObject({ verdict: "fail" });
  });

  it("finds one that reads an input's bar which has not closed", async () => {
    const decide: Decide = ({ inputs: [input] }) => {
      const next = input?.columns.close[input.end + 1];
      return next === undefined ? "N" : say(next > (input?.columns.close[input.end] ?? 0));
    };
    const said = await judge(lookAhead, { decide, manifest: INPUT });
    expect(said[0]).toMatchObject({ verdict: "fail" });
    expect(said.some(({ message }) => message.includes("later close of BTCUSDT 4h"))).toBe(true);
  });

  it("finds look-ahead in an exit", async () => {
    const decide: Decide = (seen) =>
      seen.fn === "entry"
        ? crossing(seen)
        : (seen.columns.close[seen.at + 1] ?? 0) > (seen.columns.close[seen.at] ?? 0)
          ? "X1"
          : "X0";
    const world = { decide, exports: ["entrySignal", "exitSignal", "indicators"] };
    const said = await judge(lookAhead, world);
    expect(said[0]).toMatchObject({
      verdict: "fail",
      message: expect.stringContaining("exitSignal"),
    });
  });

  it("finds look-ahead in the value of a factor", async () => {
    const decide: Decide = ({ columns, at }) => `V${columns.close[at + 3] ?? 0}`;
    const manifest = { kind: "factor", risk: undefined };
    expect((await verdicts(lookAhead, { decide, manifest }))[0]).toBe("fail");
  });

  it("a quick look finds it too", async () => {
    expect((await verdicts(lookAhead, { decide: peek("close", 1), quick: true }))[0]).toBe("fail");
  });
});

describe("late values", () => {
  it("has nothing to say about a plugin that reads its own bars only", async () => {
    const [said] = await judge(lateValues, { decide: crossing });
    expect(said).toMatchObject({ verdict: "pass", message: expect.stringContaining("nothing") });
  });

  const needs = { needs: ["funding"] };
  const onFunding =
    (by: number): Decide =>
    ({ columns: { funding }, at }) => {
      const [now, before] = [funding[at + by], funding[at + by - 1]];
      return now === undefined || now === before ? "N" : say(now < (before ?? 0));
    };

  it("passes one that waits for a settlement", async () => {
    const [said] = await judge(lateValues, { decide: onFunding(0), manifest: needs });
    expect(said).toMatchObject({ verdict: "pass", message: expect.stringContaining("funding") });
    expect(said?.message).toMatch(/[1-9]\d* publications changed, [1-9]\d* bars before/);
  });

  it("finds one that knows it a bar before", async () => {
    const said = await judge(lateValues, { decide: onFunding(1), manifest: needs });
    expect(said[0]).toMatchObject({
      verdict: "fail",
      message: expect.stringMatching(/when funding changed that was published after row \d+/),
    });
  });

  const onInput =
    (by: number): Decide =>
    ({ inputs: [input] }) => {
      const close = input?.columns.close;
      const [now, before] = [close?.[(input?.end ?? 0) + by], close?.[(input?.end ?? 0) + by - 1]];
      return now === undefined ? "N" : say(now > (before ?? 0));
    };

  it("passes one that reads an input's closed bars", async () => {
    expect(await verdicts(lateValues, { decide: onInput(0), manifest: INPUT })).toEqual(["pass"]);
  });

  it("finds one that reads the bar which is being made", async () => {
    const said = await judge(lateValues, { decide: onInput(1), manifest: INPUT });
    expect(said[0]).toMatchObject({ verdict: "fail", message: expect.stringContaining("slow") });
  });
});

describe("warm-up", () => {
  /** An average that is seeded at the anchor, as the realm's own are. */
  const seeded =
    (n: number): Decide =>
    ({ columns, at }) => {
      let mean = columns.close[0] ?? 0;
      for (let i = 1; i <= at; i += 1) mean += ((columns.close[i] ?? 0) - mean) / n;
      const [now, before] = [columns.close[at] ?? 0, columns.close[at - 1] ?? 0];
      return now > mean && before <= mean
        ? say(true)
        : now < mean && before >= mean
          ? say(false)
          : "N";
    };

  it("passes an average that is seeded at the anchor, and reports nothing that twice the lookback changes", async () => {
    const said = await judge(warmUp, { decide: seeded(5) });
    expect(said.map(({ verdict }) => verdict)).toEqual(["pass", "report"]);
    expect(said[1]).toMatchObject({ used: 0 });
  });

  it("reports how much an average that is longer than the window depends on it", async () => {
    const said = await judge(warmUp, { decide: seeded(400) });
    expect(said.map(({ verdict }) => verdict)).toEqual(["pass", "report"]);
    expect(said[1]?.used).toBeGreaterThan(5);
  });

  it("fails what depends on how much came before: a count of calls", async () => {
    const decide: Decide = ({ memory, columns, at }) => {
      const bars = (memory.get("bars") ?? 0) + 1;
      memory.set("bars", bars);
      return say(bars % 7 === 0 ? (columns.close[at] ?? 0) > (columns.close[at - 1] ?? 0) : null);
    };
    const said = await judge(warmUp, { decide });
    expect(said[0]).toMatchObject({
      verdict: "fail",
      message: expect.stringMatching(
        /when (\d+ other bars came before|the data began at the anchor)/,
      ),
    });
  });

  it("begins earlier with other bars, of every series, and later at the anchor", async () => {
    const made = await marketsMadeBy(warmUp, { decide: crossing, manifest: INPUT });
    const byName = new Map(made.map((market) => [market.name, market]));
    const closes = (name: string): number[] => byName.get(name)?.steps.map((s) => s.closeMs) ?? [];
    const beginnings = made.flatMap(({ name, steps }) => {
      const found = /^(\w+), (\d+) other bars came before the data$/.exec(name);
      const first = closes(found?.[1] ?? "")[0] ?? 0;
      const pairs = steps.filter(({ closeMs }) => closeMs < first).flatMap(({ bars }) => bars);
      const hours = pairs.filter(({ timeframe }) => timeframe === "1h").length;
      const slow = pairs.filter(({ timeframe }) => timeframe === "4h").length;
      return found === null ? [] : [{ wanted: Number(found[2]), hours, slow }];
    });
    expect(beginnings.length).toBe(6);
    for (const { wanted, hours, slow } of beginnings) {
      expect(hours + slow).toBeGreaterThan(0);
      expect(hours).toBeLessThanOrEqual(wanted);
    }
    const later = made.filter(({ name }) => name.endsWith("the data began at the anchor"));
    for (const { name, steps } of later) {
      expect(steps[0]?.closeMs).toBeGreaterThan(closes(name.split(",")[0] ?? "")[0] ?? 0);
    }
    expect(later.length).toBe(3);
  });

  it("has an input's anchor for each input", async () => {
    const decide: Decide = ({ inputs: [input] }) => {
      const closes = input?.columns.close.subarray(0, (input.end ?? 0) + 1) ?? new Float64Array();
      const mean = closes.reduce((sum, close) => sum + close, 0) / closes.length;
      return say((closes.at(-1) ?? 0) > mean);
    };
    expect((await verdicts(warmUp, { decide, manifest: INPUT }))[0]).toBe("pass");
  });
});

describe("window", () => {
  it("passes an average crossing", async () => {
    expect(await verdicts(windowExact, { decide: crossing })).toEqual(["pass"]);
  });

  it.for<[string, Decide]>([
    ["how many bars were sent", ({ columns }) => say(columns.length % 2 === 0)],
    [
      "which of a frame's bars it is",
      ({ memory, columns, at }) => {
        const before = memory.get("length") === columns.length;
        memory.set("length", columns.length);
        return say(before ? (columns.close[at] ?? 0) > 0 : null);
      },
    ],
  ])("fails a plugin that decides by %s", async ([, decide]) => {
    const said = await judge(windowExact, { decide });
    expect(said[0]).toMatchObject({
      verdict: "fail",
      message: expect.stringContaining("in a frame of another size"),
    });
  });

  it("looks at a block's end even where the markets are shorter than a block", async () => {
    const decide: Decide = ({ columns, at, plugin }) => {
      const last = at === 2 * plugin.lookback - 2;
      return say(last && columns.length > at + 1 ? true : null);
    };
    const world = { decide, manifest: { lookback: 300 }, rows: 100 };
    const said = await judge(windowExact, world);
    expect(said).toMatchObject([
      { verdict: "fail", message: expect.stringContaining("where a block ends") },
    ]);
  });

  const older: World["decide"] = (seen) => say(average(seen, 10, 45) > average(seen, 10));

  it("fails a plugin without indicators that sees older bars than its window", async () => {
    const said = await judge(windowExact, { decide: older, exports: ["entrySignal"] });
    expect(said[0]).toMatchObject({
      verdict: "fail",
      message: expect.stringContaining("older than its 48"),
    });
  });

  it("cannot ask that of one with indicators, which begin at the anchor", async () => {
    expect(await verdicts(windowExact, { decide: older })).toEqual(["pass"]);
  });
});
