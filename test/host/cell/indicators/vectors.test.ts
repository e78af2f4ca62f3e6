import { describe, expect, it } from "vitest";
import { ATR, BollingerBands, EMA, MACD, ROC, RSI, SMA, WMA } from "trading-signals";
import * as plugin from "#plugin";
import { golden, goldenBars, valuesOf, worstError } from "./kit.ts";

/** Vector name, such as "macd.line 5 12 4", to the descriptor an author would write. */
function descriptorOf(name: string): unknown {
  const [path = "", ...texts] = name.split(" ");
  const n = texts.map(Number);
  const [period = 0, second = 0, third = 0] = n;
  const [kind = "", member = ""] = path.split(".");
  const known: { [kind: string]: () => unknown } = {
    highest: () => plugin.highest("high", period),
    lowest: () => plugin.lowest("low", period),
    atr: () => plugin.atr(period),
    vwap: () => plugin.vwap(period),
    obv: () => plugin.obv(),
    trueRange: () => plugin.trueRange(),
    macd: () =>
      Object.entries(plugin.macd("close", period, second, third)).find(
        ([key]) => key === member,
      )?.[1],
    bollinger: () =>
      Object.entries(plugin.bollinger("close", period, second)).find(
        ([key]) => key === member,
      )?.[1],
  };
  const onClose: { [kind: string]: (source: "close", period: number) => unknown } = {
    sum: plugin.sum,
    sma: plugin.sma,
    ema: plugin.ema,
    wma: plugin.wma,
    rsi: plugin.rsi,
    stddev: plugin.stddev,
    zscore: plugin.zscore,
    roc: plugin.roc,
    lag: plugin.lag,
  };
  return known[kind]?.() ?? onClose[kind]?.("close", period);
}

const bars = goldenBars();

describe("every value equals the exact fraction of its definition", () => {
  const rows = Object.entries(golden("exact.json"));
  it("has vectors", () => expect(rows.length).toBeGreaterThan(40));
  it.each(rows)("%s", (name, expected) => {
    const values = valuesOf(descriptorOf(name), bars);
    expect(values.map((x) => Number.isFinite(x))).toEqual(expected.map((x) => x !== null));
    expect(worstError(values, expected)).toBeLessThan(1e-10);
  });
});

describe("every value equals TA-Lib's own, from its first bar", () => {
  const rows = Object.entries(golden("ta-lib.json"));
  it("has vectors", () => expect(rows.length).toBeGreaterThan(25));
  it.each(rows)("%s", (name, expected) => {
    const values = valuesOf(descriptorOf(name), bars);
    // Its running sums leave 5e-6 of deviation in a flat window: 2e-11 of variance, at prices near 100.
    const power = name.startsWith("stddev") ? 2 : 1;
    expect(worstError(values, expected, power)).toBeLessThan(1e-9);
  });

  it("has a MACD line before TA-Lib's first signal, and none before the slow average", () => {
    const values = valuesOf(plugin.macd("close", 5, 12, 4).line, bars);
    expect(values.findIndex(Number.isFinite)).toBe(11);
  });
});

describe("a third implementation, trading-signals, agrees once its own seed has faded", () => {
  const closes = [...(bars.close instanceof Float64Array ? bars.close : [])];
  const rows: [
    name: string,
    descriptor: unknown,
    other: { update(x: number, replace: boolean): unknown },
  ][] = [
    ["sma", plugin.sma("close", 9), new SMA(9)],
    ["wma", plugin.wma("close", 9), new WMA(9)],
    ["rsi", plugin.rsi("close", 9), new RSI(9)],
    ["ema", plugin.ema("close", 4), new EMA(4)],
  ];
  it.each(rows)("%s", (_name, descriptor, other) => {
    const theirs = closes.map((x) => other.update(x, false));
    const ours = valuesOf(descriptor, bars);
    expect(Math.abs(Number(theirs.at(-1)) - (ours.at(-1) ?? 0))).toBeLessThan(1e-9);
  });

  it("roc is theirs in percent", () => {
    const roc = new ROC(9);
    const theirs = closes.map((x) => roc.update(x, false)).at(-1);
    expect(valuesOf(plugin.roc("close", 9), bars).at(-1)).toBeCloseTo(Number(theirs) * 100, 9);
  });

  it("bollinger and macd", () => {
    const bands = new BollingerBands(20, 2);
    const macd = new MACD(new EMA(3), new EMA(6), new EMA(3));
    const theirs = closes
      .map((x) => ({ bands: bands.update(x, false), macd: macd.update(x, false) }))
      .at(-1);
    expect(valuesOf(plugin.bollinger("close", 20, 2).upper, bars).at(-1)).toBeCloseTo(
      theirs?.bands?.upper ?? 0,
      9,
    );
    expect(valuesOf(plugin.macd("close", 3, 6, 3).histogram, bars).at(-1)).toBeCloseTo(
      theirs?.macd?.histogram ?? 0,
      8,
    );
  });

  it("atr", () => {
    const atr = new ATR(3);
    const { high, low, close } = bars;
    if (
      !(
        high instanceof Float64Array &&
        low instanceof Float64Array &&
        close instanceof Float64Array
      )
    )
      throw new Error("columns");
    const theirs = closes
      .map((c, i) => atr.update({ high: high[i] ?? 0, low: low[i] ?? 0, close: c }, false))
      .at(-1);
    expect(valuesOf(plugin.atr(3), bars).at(-1)).toBeCloseTo(theirs ?? 0, 9);
  });
});
