export function entrySignal(candles, params, context) {
  return Date.now();
}
