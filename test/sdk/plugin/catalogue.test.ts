import { describe, expect, it } from "vitest";
import { INDICATOR_KINDS } from "#host/cell/realm/indicators/kinds.js";
import { validateIndicators } from "#host/cell/realm/indicators/validate.js";
import * as plugin from "#plugin";
import { HELPER_CATALOGUE, INDICATOR_CATALOGUE } from "#sdk/plugin/catalogue.ts";

const TIME_HELPERS = ["hourUtc", "weekdayUtc", "monthUtc", "minutesToFunding", "roundToTick"];
const LIMITS = {
  lookback: 5_000,
  columns: ["ts", "open", "high", "low", "close", "volume"],
  inputs: [],
};
/** Whole numbers to stand for the parameters of the catalogue's calls. */
const NUMBERS: { readonly [parameter: string]: number } = { n: 7, fast: 12, slow: 26, signal: 9 };

/** One call of every constructor with those numbers. */
const SAMPLES: { readonly [name: string]: () => unknown } = {
  sum: () => plugin.sum("close", 7),
  sma: () => plugin.sma("close", 7),
  wma: () => plugin.wma("close", 7),
  ema: () => plugin.ema("close", 7),
  wilder: () => plugin.wilder("close", 7),
  rsi: () => plugin.rsi("close", 7),
  stddev: () => plugin.stddev("close", 7),
  zscore: () => plugin.zscore("close", 7),
  highest: () => plugin.highest("high", 7),
  lowest: () => plugin.lowest("low", 7),
  bollinger: () => plugin.bollinger("close", 7),
  vwap: () => plugin.vwap(7),
  macd: () => plugin.macd("close", 12, 26, 9),
  trueRange: () => plugin.trueRange(),
  atr: () => plugin.atr(7),
  roc: () => plugin.roc("close", 7),
  lag: () => plugin.lag("close", 7),
  obv: () => plugin.obv(),
  col: () => plugin.col("close"),
  add: () => plugin.add("close", "open"),
  sub: () => plugin.sub("close", 1),
  mul: () => plugin.mul(2, "close"),
  div: () => plugin.div("close", "open"),
  min: () => plugin.min("close", "open"),
  max: () => plugin.max("close", "open"),
  abs: () => plugin.abs("close"),
  neg: () => plugin.neg("close"),
  rolling: () => plugin.rolling("close", 7, () => 0),
  scan: () => plugin.scan(0, (state) => state, "close"),
};

/** Reads "slow + signal - 1". */
function evaluateSum(text: string): number {
  const parts = text.split(/(?<=[+-]) | (?=[+-])/);
  let sign = 1;
  let total = 0;
  for (const part of parts) {
    if (part === "+" || part === "-") sign = part === "+" ? 1 : -1;
    else total += sign * (NUMBERS[part] ?? Number(part));
  }
  return total;
}

function validated(sample: unknown) {
  const validation = validateIndicators({ it: sample }, LIMITS);
  if (!validation.ok) throw new Error(validation.fault.message);
  return validation.value;
}

describe("the catalogue and the code agree", () => {
  it("on the names: every export is described, nothing else is", () => {
    const described = INDICATOR_CATALOGUE.map((entry) => entry.name);
    expect([...described, ...TIME_HELPERS].toSorted()).toEqual(Object.keys(plugin).toSorted());
    expect(new Set(described).size).toBe(described.length);
    expect(HELPER_CATALOGUE.map((entry) => entry.call.replace(/\(.*/, ""))).toEqual(TIME_HELPERS);
    expect(Object.keys(SAMPLES).toSorted()).toEqual(described.toSorted());
  });

  it.each(INDICATOR_CATALOGUE.map((entry) => [entry.name, entry] as const))(
    "on the warm-up of %s",
    (name, entry) => {
      const { nodes, roots } = validated(SAMPLES[name]?.());
      const longest = Math.max(...roots.map((root) => nodes[root.node]?.warmUpBars ?? 0));
      expect(longest).toBe(evaluateSum(entry.warmUpBars));
    },
  );

  it.each(INDICATOR_CATALOGUE.map((entry) => [entry.name, entry.call] as const))(
    "on how %s is called",
    (name, call) => {
      expect(call.startsWith(`${name}(`)).toBe(true);
    },
  );

  it("leaves no kind of the realm without a constructor", () => {
    const used = new Set(
      Object.values(SAMPLES).flatMap((sample) =>
        validated(sample()).nodes.map((node) => node.kind),
      ),
    );
    expect([...INDICATOR_KINDS.keys()].filter((kind) => !used.has(kind))).toEqual([]);
  });
});
