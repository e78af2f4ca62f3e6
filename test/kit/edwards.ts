/**
 * Arithmetic of edwards25519 in big integers: slow, obvious, and independent of both libraries. Only for making points
 * that no honest signer makes.
 *
 * Source: RFC 8032 §5.1.
 */
export const P = 2n ** 255n - 19n;
export const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = mod(-121665n * inverse(121666n));
const SQRT_OF_MINUS_1 = power(2n, (P - 1n) / 4n);

export interface Point {
  readonly x: bigint;
  readonly y: bigint;
}
export const NEUTRAL: Point = { x: 0n, y: 1n };

export function mod(value: bigint, modulus = P): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = mod(base);
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}

export function inverse(value: bigint): bigint {
  return power(value, P - 2n);
}

export function add(a: Point, b: Point): Point {
  const twist = mod(D * a.x * b.x * a.y * b.y);
  return {
    x: mod((a.x * b.y + b.x * a.y) * inverse(1n + twist)),
    y: mod((a.y * b.y + a.x * b.x) * inverse(1n - twist)),
  };
}

export function multiply(scalar: bigint, point: Point): Point {
  let result = NEUTRAL;
  let double = point;
  for (let left = scalar; left > 0n; left >>= 1n) {
    if (left & 1n) result = add(result, double);
    double = add(double, double);
  }
  return result;
}

/** The point with this y and an even x; null when the curve has none. */
export function pointOf(y: bigint): Point | null {
  const square = mod((y * y - 1n) * inverse(D * y * y + 1n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x) !== square) x = mod(x * SQRT_OF_MINUS_1);
  if (mod(x * x) !== square) return null;
  return { x: x & 1n ? P - x : x, y };
}

/** Little-endian y with the sign of x on top; nothing is reduced, so encodings that no encoder makes can be written. */
export function encode(y: bigint, sign: 0 | 1): Uint8Array {
  const bytes = littleEndian(y | (BigInt(sign) << 255n));
  return bytes;
}

export function encodePoint(point: Point): Uint8Array {
  return encode(point.y, point.x & 1n ? 1 : 0);
}

export function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse());
}

export function fromLittleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

/** All eight points whose order divides 8. */
export function smallOrderPoints(): readonly Point[] {
  for (let y = 2n; ; y += 1n) {
    const point = pointOf(y);
    if (point === null) continue;
    const torsion = multiply(L, point);
    const doubled = multiply(4n, torsion);
    if (doubled.x === 0n && doubled.y === 1n) continue; // order below 8
    return Array.from({ length: 8 }, (_, i) => multiply(BigInt(i), torsion));
  }
}
