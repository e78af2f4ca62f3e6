import { describe, expect, it } from "vitest";
import type { IndicatorLimits } from "#host/cell/realm/indicators/types.ts";
import type { ColumnName } from "#plugin";
import * as plugin from "#plugin";
import { refusalOf } from "./kit.ts";

const daily = (column: ColumnName) => ({ input: "daily", column });
const nine = Array<"close">(9).fill("close");
const zeros = (count: number) => Array<number>(count).fill(0);
const WITH_DAILY: Partial<IndicatorLimits> = {
  inputs: [{ name: "daily", lookback: 30, columns: ["ts", "close"] }],
};

describe("an author's mistake is refused by name", () => {
  it.for<[mistake: string, descriptor: unknown, code: string | null]>([
    ["an unknown kind", { kind: "oracle", source: "close", period: 3 }, "indicator_kind_unknown"],
    ["no period", { kind: "sma", source: "close" }, "indicator_fields_wrong"],
    ["a number as a source", plugin.sma(5 as never, 3), "indicator_source_invalid"],
    ["a function as a source", plugin.sma((() => 1) as never, 3), "indicator_source_invalid"],
    ["no source", plugin.sma(undefined as never, 3), "indicator_source_invalid"],
    ["two numbers and no column", plugin.add(1, 2), "indicator_source_invalid"],
    [
      "an infinite operand",
      plugin.mul("close", Number.POSITIVE_INFINITY),
      "indicator_number_invalid",
    ],

    ["a period of zero", plugin.sma("close", 0), "indicator_period_invalid"],
    ["a negative period", plugin.lag("close", -1), "indicator_period_invalid"],
    ["a fraction of a bar", plugin.sma("close", 2.5), "indicator_period_invalid"],
    ["a period as text", plugin.sma("close", "9" as never), "indicator_period_invalid"],
    [
      "a period that is not there",
      plugin.sma("close", undefined as never),
      "indicator_period_invalid",
    ],
    ["NaN bars", plugin.sma("close", Number.NaN), "indicator_period_invalid"],
    ["5000 bars", plugin.sma("close", 5_000), null],
    ["5001 bars", plugin.sma("close", 5_001), "indicator_period_invalid"],
    ["the deviation of one value", plugin.stddev("close", 1), "indicator_period_invalid"],
    ["the zscore of one value", plugin.zscore("close", 1), "indicator_period_invalid"],
    ["the rsi of one change", plugin.rsi("close", 1), "indicator_period_invalid"],
    [
      "a fast average that is the slow one",
      plugin.macd("close", 12, 12).line,
      "indicator_period_invalid",
    ],

    ["an unknown column", plugin.sma("typical" as never, 3), "indicator_column_not_declared"],
    [
      "a column the manifest does not need",
      plugin.sma("funding", 3),
      "indicator_column_not_declared",
    ],
    [
      "an input the manifest does not have",
      plugin.sma(daily("close"), 3),
      "indicator_input_unknown",
    ],

    [
      "text as a callback",
      { kind: "rolling", source: "close", period: 3, callback: "max" },
      "indicator_callback_invalid",
    ],
    ["no callback", plugin.scan(0, undefined as never, "close"), "indicator_callback_invalid"],
    ["a rolling window of zero", plugin.rolling("close", 0, () => 0), "indicator_period_invalid"],
    ["a scan over nothing", plugin.scan(0, (s) => s), "indicator_source_invalid"],
    ["a scan over nine sources", plugin.scan(0, (s) => s, ...nine), "indicator_source_invalid"],
    ["a scan from NaN", plugin.scan(Number.NaN, (s) => s, "close"), "indicator_number_invalid"],
    ["a scan from 16 numbers", plugin.scan(zeros(16), () => 0, "close"), null],
    [
      "a scan from 17 numbers",
      plugin.scan(zeros(17), () => 0, "close"),
      "indicator_number_invalid",
    ],
    ["a scan from no numbers", plugin.scan([], () => 0, "close"), "indicator_number_invalid"],
    [
      "a scan from holes",
      plugin.scan(Array<number>(3), () => 0, "close"),
      "indicator_number_invalid",
    ],
    ["a scan from text", plugin.scan(["0"] as never, () => 0, "close"), "indicator_number_invalid"],
  ])("%s", ([, descriptor, code]) => {
    expect(refusalOf({ a: descriptor })?.code ?? null).toBe(code);
  });
});

describe("inputs", () => {
  it.for<[mistake: string, descriptor: unknown, code: string | null]>([
    ["an input of the manifest", plugin.sma(daily("close"), 30), null],
    [
      "a column the input does not have",
      plugin.sma(daily("oi"), 3),
      "indicator_column_not_declared",
    ],
    [
      "an input's lookback exceeded",
      plugin.sma(daily("close"), 31),
      "indicator_warm_up_over_lookback",
    ],
    ["two series in one sum", plugin.sub("close", daily("close")), "indicator_mixes_series"],
    [
      "two series in one scan",
      plugin.scan(0, (s) => s, daily("close"), "close"),
      "indicator_mixes_series",
    ],
    ["a constant with an input", plugin.mul(daily("close"), 2), null],
  ])("%s", ([, descriptor, code]) => {
    expect(refusalOf({ a: descriptor }, WITH_DAILY)?.code ?? null).toBe(code);
  });
});

describe("warm-up against a lookback of 20", () => {
  it.for<[what: string, descriptor: unknown, passes: boolean]>([
    ["a first value on the last bar", plugin.sma("close", 20), true],
    ["a first value one bar later", plugin.sma("close", 21), false],
    ["a change needs one bar more", plugin.roc("close", 20), false],
    ["chained warm-ups that just fit", plugin.ema(plugin.rsi("close", 15), 5), true],
    ["chained warm-ups that do not", plugin.ema(plugin.rsi("close", 15), 6), false],
    [
      "the slower of two operands",
      plugin.sub(plugin.sma("close", 3), plugin.sma("close", 21)),
      false,
    ],
    ["a callback's window", plugin.rolling(plugin.sma("close", 11), 11, () => 0), false],
  ])("%s", ([, descriptor, passes]) => {
    const code = refusalOf({ a: descriptor }, { lookback: 20 })?.code ?? null;
    expect(code).toBe(passes ? null : "indicator_warm_up_over_lookback");
  });
});

describe("a refusal tells the author what to change", () => {
  it.for<[record: unknown, message: string]>([
    [
      { fast: plugin.sma("close", 0) },
      "indicators.fast: sma's period was 0, not a whole number from 1 to 5000",
    ],
    [
      { m: { line: plugin.ema("close", 6_000) } },
      "indicators.m.line: ema's period was 6000, not a whole number from 1 to 5000",
    ],
    [
      { m: plugin.macd("close", 26, 12) },
      "indicators.m.line: macdLine's slow was 12, not a whole number from 27 to 5000",
    ],
    [
      { a: plugin.sma("oi", 3) },
      'indicators.a: column "oi" is not among ts, open, high, low, close, volume',
    ],
    [
      { a: plugin.ema("close", 200) },
      "indicators.a: ema has its first value after 200 bars, lookback is 120",
    ],
    [
      { a: plugin.add("one" as never, "two" as never) },
      'indicators.a: column "one" is not among ts, open, high, low, close, volume',
    ],
    [{ a: { kind: "vwma" } }, 'indicators.a: no indicator is called "vwma"'],
    [{ a: { kind: "sma", period: 3 } }, "indicators.a: sma has exactly the fields source, period"],
    [7, "indicators() returned 7 that is not a plain record of descriptors"],
  ])("%j", ([record, message]) => {
    expect(refusalOf(record, { lookback: 120 })?.message).toBe(message);
  });
});
