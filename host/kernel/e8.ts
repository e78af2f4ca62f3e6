/**
 * Money, prices and quantities as integers scaled by 10^8.
 *
 * Floats stay in signals. Everything that reaches an order is a `bigint` named …E8, made from a decimal string
 * or by a function whose name says how it rounds.
 */
import { assert, ok, refuse, type Result } from "./result.ts";

export type E8 = bigint;

export const ONE_E8: E8 = 100_000_000n;
const DECIMAL = /^(-?)(0|[1-9]\d{0,17})(?:\.(\d{1,8}))?$/;

/** Reads a plain decimal ("12", "-0.5", at most 8 decimals, no exponent). Refusal: decimal_invalid. */
export function parseE8(text: string): Result<E8> {
  const match = DECIMAL.exec(text);
  if (match === null) {
    return refuse(
      "decimal_invalid",
      `decimal was ${JSON.stringify(text.slice(0, 40))}, not a plain decimal of at most 8 places`,
    );
  }
  const [, sign = "", whole = "0", fraction = ""] = match;
  const magnitude = BigInt(whole) * ONE_E8 + BigInt(fraction.padEnd(8, "0"));
  return ok(sign === "-" ? -magnitude : magnitude);
}

/** As parseE8, for literals of our own that are known to be decimals. */
export function e8(text: string): E8 {
  const parsed = parseE8(text);
  assert(parsed.ok, `${text} is a decimal of at most 8 places`);
  return parsed.value;
}

/** Prints without trailing zeros: 125000000n is "1.25". The inverse of parseE8. */
export function formatE8(value: E8): string {
  const sign = value < 0n ? "-" : "";
  const magnitude = value < 0n ? -value : value;
  const fraction = (magnitude % ONE_E8).toString().padStart(8, "0").replace(/0+$/, "");
  const whole = (magnitude / ONE_E8).toString();
  return fraction === "" ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}

/** a·b/c rounded towards zero's negative side: never more than the exact value. Factors are non-negative. */
export function mulDivFloor(a: bigint, b: bigint, c: bigint): bigint {
  assert(a >= 0n && b >= 0n, "factors are non-negative");
  assert(c > 0n, "divisor is positive");
  return (a * b) / c;
}

/** a·b/c rounded up: never less than the exact value. Factors are non-negative. */
export function mulDivCeil(a: bigint, b: bigint, c: bigint): bigint {
  assert(a >= 0n && b >= 0n, "factors are non-negative");
  assert(c > 0n, "divisor is positive");
  return (a * b + c - 1n) / c;
}

/** a·b/c for a signed a, rounded half away from zero: ledger amounts, where neither side may gain by rounding. */
export function mulDivHalfAway(a: bigint, b: bigint, c: bigint): bigint {
  assert(b >= 0n && c > 0n, "factor is non-negative and divisor positive");
  const magnitude = ((a < 0n ? -a : a) * b * 2n + c) / (2n * c);
  return a < 0n ? -magnitude : magnitude;
}

/** The largest multiple of step that is not above value. */
export function floorToStep(value: E8, step: E8): E8 {
  assert(step > 0n && value >= 0n, "step is positive and value non-negative");
  return (value / step) * step;
}

/** The smallest multiple of step that is not below value. */
export function ceilToStep(value: E8, step: E8): E8 {
  assert(step > 0n && value >= 0n, "step is positive and value non-negative");
  return ((value + step - 1n) / step) * step;
}

/** The multiple of step nearest to value; a half goes up. */
export function nearestStep(value: E8, step: E8): E8 {
  assert(step > 0n && value >= 0n, "step is positive and value non-negative");
  return ((value + step / 2n) / step) * step;
}

/**
 * Turns a finite, non-negative double into E8, rounded to the nearest 1e-8.
 *
 * Only for market data and manifest percentages, which arrive as doubles; never for an amount that was computed
 * in floats. Goes through the shortest decimal text, so 105.84 becomes exactly 105.84.
 */
export function e8OfNumber(value: number): E8 {
  assert(
    Number.isFinite(value) && value >= 0 && value < 9e15,
    "number is finite, non-negative and below 9e15",
  );
  const text = String(value);
  if (!text.includes("e")) {
    const [whole = "0", fraction = ""] = text.split(".");
    if (fraction.length <= 8) return BigInt(whole) * ONE_E8 + BigInt(fraction.padEnd(8, "0"));
  }
  const [whole = "0", fraction = ""] = value.toFixed(8).split(".");
  return BigInt(whole) * ONE_E8 + BigInt(fraction);
}

/** For display and for back-test columns only: the nearest double. */
export function numberOfE8(value: E8): number {
  return Number(value) / 1e8;
}

/** value × pct / 100 rounded down; pct is itself E8 (1.5 % = 150000000n). */
export function pctFloor(value: E8, pctE8: E8): E8 {
  return mulDivFloor(value, pctE8, 100n * ONE_E8);
}

/** value × pct / 100 rounded up. */
export function pctCeil(value: E8, pctE8: E8): E8 {
  return mulDivCeil(value, pctE8, 100n * ONE_E8);
}

export function absE8(value: E8): E8 {
  return value < 0n ? -value : value;
}

export function minE8(a: E8, b: E8): E8 {
  return a < b ? a : b;
}

export function maxE8(a: E8, b: E8): E8 {
  return a > b ? a : b;
}
