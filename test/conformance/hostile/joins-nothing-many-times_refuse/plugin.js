export function entrySignal(candles, params, context) {
  return Array(2 ** 28).join("ab");
}
