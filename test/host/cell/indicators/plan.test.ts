import { describe, expect, it } from "vitest";
import * as plugin from "#plugin";
import type { Cursor, Plan } from "#host/cell/realm/indicators/types.ts";
import { BASE_COLUMNS, columns, planOf } from "./kit.ts";

const LOOKBACK = 10;
const bars = columns(Array.from({ length: 2 * LOOKBACK }, (_, i) => i + 1));
const cursorOf = (plan: Plan, name: string): Cursor => {
  const cursor = plan.cursors[name];
  if (cursor === undefined || typeof cursor.at !== "function")
    throw new Error(`${name} is a cursor`);
  return { at: cursor.at };
};
const opened = (record: unknown, end = LOOKBACK) => {
  const plan = planOf(record, { lookback: LOOKBACK });
  plan.open(bars, {});
  plan.advance(end);
  return plan;
};

describe(".at(-k)", () => {
  it("counts back from the bar that is decided", () => {
    const at = cursorOf(opened({ c: "close" }), "c").at;
    expect([at(-1), at(-2), at(-11)]).toEqual([11, 10, 1]);
  });

  it("moves with the bar and never sees past it", () => {
    const plan = opened({ c: "close" });
    const { at } = cursorOf(plan, "c");
    plan.advance(LOOKBACK + 3);
    expect(at(-1)).toBe(14);
  });

  it.for<[what: string, offset: unknown, code: string]>([
    ["the bar after", 1, "indicator_offset_invalid"],
    ["an array's zero", 0, "indicator_offset_invalid"],
    ["negative zero", -0, "indicator_offset_invalid"],
    ["half a bar", -1.5, "indicator_offset_invalid"],
    ["text", "-1", "indicator_offset_invalid"],
    ["nothing", undefined, "indicator_offset_invalid"],
    ["NaN", Number.NaN, "indicator_offset_invalid"],
    ["minus infinity", Number.NEGATIVE_INFINITY, "indicator_offset_invalid"],
    ["an object that says -1", { valueOf: () => -1 }, "indicator_offset_invalid"],
    ["a bar older than a lookback and one", -12, "indicator_offset_too_deep"],
    ["the beginning of time", -Number.MAX_SAFE_INTEGER, "indicator_offset_too_deep"],
  ])("refuses %s", ([, offset, code]) => {
    const plan = opened({ c: "close" });
    const { at } = cursorOf(plan, "c");
    expect(() => at(offset as number)).toThrow(code);
    expect(plan.fault()?.code).toBe(code);
    expect(at(-1)).toBe(11); // nothing moved
  });

  it("reaches lookback + 2 − warm-up bars back, the same on the first and on the last bar of a block", () => {
    for (const [record, deepest] of [
      [{ it: plugin.sma("close", 4) }, 8],
      [{ it: plugin.rsi("close", 4) }, 7],
      [{ it: plugin.atr(4) }, 7],
      [{ it: plugin.ema(plugin.sma("close", 4), 4) }, 5],
      [{ it: plugin.sma("close", 10) }, 2],
    ] as const) {
      for (const end of [LOOKBACK, 2 * LOOKBACK - 1]) {
        const { at } = cursorOf(opened(record, end), "it");
        expect(at(-deepest)).not.toBeNaN();
        expect(() => at(-deepest - 1)).toThrow("indicator_offset_too_deep");
      }
    }
  });

  it("remembers the first fault of a bar, even one that the plugin caught, and forgets it at the next", () => {
    const plan = opened({ c: "close" });
    const { at } = cursorOf(plan, "c");
    for (const offset of [0, -99]) {
      try {
        at(offset);
      } catch {
        // as a plugin would
      }
    }
    expect(plan.fault()?.code).toBe("indicator_offset_invalid");
    plan.advance(LOOKBACK + 1);
    expect(plan.fault()).toBeNull();
  });

  it("is NaN where a division has no value, never an infinity", () => {
    const plan = opened({
      a: plugin.div("close", plugin.sub("close", "close")),
      b: plugin.div(1, plugin.div("close", 0)),
    });
    expect([cursorOf(plan, "a").at(-1), cursorOf(plan, "b").at(-1)]).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
  });

  it("is NaN where a sum overflows", () => {
    const plan = planOf({ it: plugin.sum("volume", 2) });
    plan.open(columns([1, 2], { volume: [1.7e308, 1.7e308] }), {});
    plan.advance(1);
    expect(plan.value(0, 1)).toBeNaN();
  });

  it("knows one zero", () => {
    const plan = opened({ it: plugin.mul("close", -0) });
    expect(Object.is(plan.value(0, 1), 0)).toBe(true);
  });
});

describe("cursors", () => {
  it("are frozen to the last function, groups included", () => {
    const plan = opened({ c: "close", m: plugin.macd("close", 2, 3, 2) });
    const frozen = (value: unknown): boolean =>
      (typeof value !== "object" && typeof value !== "function") ||
      value === null ||
      (Object.isFrozen(value) &&
        Reflect.ownKeys(value).every((key) => frozen(Reflect.get(value, key))));
    expect(frozen(plan.cursors)).toBe(true);
    expect(Reflect.getPrototypeOf(plan.cursors)).toBeNull();
  });

  it("read groups by both names", () => {
    const plan = opened({ m: plugin.macd("close", 2, 3, 2) });
    const group = plan.cursors.m;
    const histogram = group !== undefined && "histogram" in group ? group.histogram : undefined;
    if (typeof histogram !== "object") throw new Error("a group");
    expect(histogram.at(-1)).toBeCloseTo(0, 12);
    expect(() => histogram.at(0)).toThrow("m.histogram.at()");
  });
});

describe("inputs", () => {
  const daily = { input: "daily", column: "close" } as const;
  const change = {
    lookback: LOOKBACK,
    inputs: [{ name: "daily", lookback: 4, columns: BASE_COLUMNS }],
  };
  const days = columns([100, 200, 300, 400, 500, 600]);

  it("count their own bars, up to the newest visible one", () => {
    const plan = planOf({ day: plugin.sma(daily, 2), close: "close" }, change);
    plan.open(bars, { daily: days });
    plan.advance(10);
    plan.advanceInput("daily", 4);
    const { at } = cursorOf(plan, "day");
    expect([at(-1), at(-2)]).toEqual([450, 350]);
    plan.advance(11);
    expect(at(-1)).toBe(450); // the day has not closed yet
    plan.advanceInput("daily", 5);
    expect(at(-1)).toBe(550);
  });

  it("have the depth of their own lookback", () => {
    const plan = planOf({ day: plugin.sma(daily, 2) }, change);
    plan.open(bars, { daily: days });
    plan.advance(10);
    plan.advanceInput("daily", 5);
    const { at } = cursorOf(plan, "day");
    expect(at(-4)).toBe(250);
    expect(() => at(-5)).toThrow("indicator_offset_too_deep");
  });

  it("show nothing until they are placed, and constants fit the longer series", () => {
    const plan = planOf({ day: plugin.add(daily, 1) }, { ...change, lookback: 2 });
    plan.open(columns([1, 2, 3]), { daily: days });
    plan.advance(2);
    expect(cursorOf(plan, "day").at(-1)).toBeNaN();
    plan.advanceInput("daily", 5);
    expect(cursorOf(plan, "day").at(-1)).toBe(601);
  });

  it("show nothing in a new frame, and neither does the main series, until they are placed again", () => {
    const plan = planOf({ day: plugin.add(daily, 1), close: "close" }, change);
    for (let frame = 0; frame < 2; frame++) {
      plan.open(bars, { daily: days });
      expect([plan.value(0, 1), plan.value(1, 1)]).toEqual([Number.NaN, Number.NaN]);
      plan.advance(10);
      plan.advanceInput("daily", 5);
      expect([plan.value(0, 1), plan.value(1, 1)]).toEqual([601, 11]);
    }
  });
});
