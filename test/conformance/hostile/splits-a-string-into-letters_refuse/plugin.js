export function entrySignal(candles, params, context) {
  return "x".repeat(2 ** 28).split("");
}
