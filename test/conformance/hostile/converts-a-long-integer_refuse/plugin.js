export function entrySignal(candles, params, context) {
  return String(BigInt("9".repeat(4_000_000)) ** 3n).length;
}
