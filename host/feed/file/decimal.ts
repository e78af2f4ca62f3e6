const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
/** Every integer of so many digits is a double, and so is every power of ten up to 22: their quotient rounds once. */
const EXACT_DIGITS_MAX = 15;
const POWERS = Array.from({ length: EXACT_DIGITS_MAX + 1 }, (_, power) => 10 ** power);
const DECIMAL = /^-?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/;

/**
 * Reads a plain decimal out of bytes, as `Number` would read its text, without making the text.
 *
 * @param from - Inclusive.
 * @param to - Exclusive.
 * @returns NaN for anything else: empty, spaces, a sign +, hexadecimal, NaN, Infinity, quotes. Never -0.
 *
 * Source: W. D. Clinger, How to read floating point numbers accurately (1990): the exact case.
 */
export function decimalOf(bytes: Uint8Array, from: number, to: number): number {
  const negative = bytes[from] === MINUS;
  const begin = negative ? from + 1 : from;
  const dot = dotIn(bytes, begin, to);
  const places = Math.max(0, to - dot - 1);
  const scale = POWERS[places];
  if (scale === undefined || dot - begin + places > EXACT_DIGITS_MAX) {
    return generalDecimal(bytes, from, to);
  }
  const fraction = dot === to ? 0 : digitsOf(bytes, dot + 1, to);
  const magnitude = (digitsOf(bytes, begin, dot) * scale + fraction) / scale;
  if (Number.isNaN(magnitude)) return generalDecimal(bytes, from, to);
  return negative && magnitude !== 0 ? -magnitude : magnitude;
}

/** Index of the first point, or `to`. */
function dotIn(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== DOT) at += 1;
  return at;
}

/** The whole number that a run of digits says; NaN when it is empty or has anything else in it. */
function digitsOf(bytes: Uint8Array, from: number, to: number): number {
  let value = from < to ? 0 : Number.NaN;
  for (let at = from; at < to; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
  }
  return value;
}

/** Long mantissas and exponents, which programs write and people do not. */
function generalDecimal(bytes: Uint8Array, from: number, to: number): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("latin1");
  return DECIMAL.test(text) ? Number(text) + 0 : Number.NaN;
}
