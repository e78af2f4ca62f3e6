export function entrySignal(candles, params, context) {
  return "a".repeat(1e5).replaceAll("a", "b".repeat(1e5));
}
