export function entrySignal(candles, params, context) {
  throw new Error("x".repeat(3e8));
}
