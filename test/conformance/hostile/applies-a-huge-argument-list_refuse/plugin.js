export function entrySignal(candles, params, context) {
  return Math.max(...Array(1e7));
}
