export function entrySignal(candles, params, context) {
  return new RegExp("(?:" .repeat(5_000) + "a{1000}" + "){1000}".repeat(5_000)).test("a");
}
