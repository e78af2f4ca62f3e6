import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { Candles, Context, Descriptor, Indicator, Params } from "#plugin";
import { col, ema, macd, scan } from "#plugin";
import * as example from "./documented-example.ts";

const cursor = (values: readonly number[]): Indicator => ({
  at: (offset) => values.at(offset) ?? Number.NaN,
});
const none = new Float64Array(0);
const candles: Candles = {
  length: 0,
  ts: none,
  open: none,
  high: none,
  low: none,
  close: none,
  volume: none,
  funding: none,
  oi: none,
};
const context: Context = {
  pair: "BTCUSDT",
  timeframe: "5m",
  tickSize: 0.1,
  inputs: {},
  assets: {},
  indicators: { fast: cursor([1, 3]), slow: cursor([2, 2]) },
};

describe("the documented example", () => {
  it("compiles without a type written by the author, and signals on a cross", () => {
    expect(example.entrySignal(candles, {}, context)?.side).toBe("Buy");
    expect(example.indicators({ fast: 3, slow: 9 })).toEqual({
      fast: ema("close", 3),
      slow: ema("close", 9),
    });
  });

  it("imports only #plugin", () => {
    const text = readFileSync(resolve(import.meta.dirname, "documented-example.ts"), "utf8");
    expect(text.match(/from "(.*)"/g)).toEqual(['from "#plugin"']);
  });
});

describe("names can be checked by the compiler", () => {
  const indicators = (p: Params<{ fast: number }>) => ({
    fast: ema("close", p.fast),
    m: macd("close"),
    c: col("close"),
  });
  type Checked = Context<typeof indicators, "daily">;

  it("knows indicators, groups and inputs", () => {
    expectTypeOf<Checked["indicators"]["fast"]>().toEqualTypeOf<Indicator>();
    expectTypeOf<Checked["indicators"]["m"]["histogram"]>().toEqualTypeOf<Indicator>();
    expectTypeOf<Checked["inputs"]["daily"]>().toEqualTypeOf<Candles>();
    expectTypeOf<Checked["indicators"]>().not.toHaveProperty("slow");
    expectTypeOf<Checked["inputs"]>().not.toHaveProperty("weekly");
    expectTypeOf(indicators).parameter(0).toEqualTypeOf<Readonly<{ fast: number }>>();
  });

  it("knows the length of a scan's list", () => {
    const made = scan(
      [0, 0],
      (state, close) => {
        expectTypeOf(state).toEqualTypeOf<[number, number]>();
        expectTypeOf(close).toEqualTypeOf<number>();
        return state[0];
      },
      "close",
    );
    expectTypeOf(made).toEqualTypeOf<Descriptor>();
  });
});
