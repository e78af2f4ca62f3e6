export function entrySignal(candles, params, context) {
  return (async function* () {}).constructor("yield 1");
}
