/** Evaluates descriptors on bars, the way a cell does. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { makePlan } from "#host/cell/realm/indicators/plan.js";
import type { IndicatorLimits, Plan, PlanColumns } from "#host/cell/realm/indicators/types.ts";
import { validateIndicators } from "#host/cell/realm/indicators/validate.js";

export const BASE_COLUMNS = ["ts", "open", "high", "low", "close", "volume"];

export function limits(change: Partial<IndicatorLimits> = {}): IndicatorLimits {
  return { lookback: 5_000, columns: BASE_COLUMNS, inputs: [], ...change };
}

/** Columns of any length; what is not given is the close. */
export function columns(
  close: readonly number[],
  change: { [name: string]: readonly number[] } = {},
): PlanColumns {
  const made: { [name: string]: Float64Array | number } = {};
  for (const name of BASE_COLUMNS) made[name] = Float64Array.from(change[name] ?? close);
  for (const [name, values] of Object.entries(change)) made[name] = Float64Array.from(values);
  return { ...made, length: close.length };
}

export function planOf(record: unknown, change: Partial<IndicatorLimits> = {}): Plan {
  const validation = validateIndicators(record, limits(change));
  if (!validation.ok) throw new Error(`${validation.fault.code}: ${validation.fault.message}`);
  return makePlan(validation.value);
}

/** The refusal's code and message, null when the descriptors pass. */
export function refusalOf(record: unknown, change: Partial<IndicatorLimits> = {}) {
  const validation = validateIndicators(record, limits(change));
  return validation.ok ? null : validation.fault;
}

/** Value of one descriptor at every bar, each read while that bar is the newest. */
export function valuesOf(
  descriptor: unknown,
  bars: PlanColumns,
  change: Partial<IndicatorLimits> = {},
): number[] {
  const plan = planOf({ it: descriptor }, change);
  plan.open(bars, {});
  return Array.from({ length: bars.length }, (_, end) => {
    plan.advance(end);
    return plan.value(0, 1);
  });
}

/** Bit patterns, so that equality is equality of bits; every NaN is one. */
export function bits(values: readonly number[]): string[] {
  const view = new DataView(new ArrayBuffer(8));
  return values.map((x) => {
    view.setFloat64(0, Number.isNaN(x) ? Number.NaN : x);
    return view.getBigUint64(0).toString(16);
  });
}

/** Vectors by name; null is "no value". */
export interface Vectors {
  readonly [series: string]: readonly (number | null)[];
}

export function golden(name: string): Vectors {
  const path = resolve(import.meta.dirname, "../../../golden/indicators", name);
  const vectors: Vectors = JSON.parse(readFileSync(path, "utf8"));
  return vectors;
}

export function goldenBars(): PlanColumns {
  const rows = golden("bars.json");
  const numbers = (name: string) => (rows[name] ?? []).map(Number);
  return columns(numbers("close"), {
    open: numbers("open"),
    high: numbers("high"),
    low: numbers("low"),
    volume: numbers("volume"),
  });
}

/** The largest error where a value is expected, relative to values above 1; infinite where a value is missing. */
export function worstError(
  values: readonly number[],
  expected: readonly (number | null)[],
  power = 1,
): number {
  let worst = 0;
  for (const [i, want] of expected.entries()) {
    if (want === null) continue;
    const error =
      Math.abs((values[i] ?? Number.NaN) ** power - want ** power) / Math.max(1, Math.abs(want));
    worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error);
  }
  return worst;
}
