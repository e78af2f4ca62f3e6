export function entrySignal(candles, params, context) {
  return "x".padEnd(2 ** 29 - 24, "ab").indexOf("c");
}
