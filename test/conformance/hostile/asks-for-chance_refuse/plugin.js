export function entrySignal(candles, params, context) {
  return Math.random();
}
