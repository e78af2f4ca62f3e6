export function entrySignal(candles, params, context) {
  return Object.getPrototypeOf(function* () {}).constructor("yield 1");
}
