export function entrySignal(candles, params, context) {
  return /(?<=(?:a|aa|aaa)+)b$/.test("a".repeat(200) + "c") || /^(?:a|a?)+$/.test("a".repeat(60) + "b");
}
