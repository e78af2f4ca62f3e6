export function entrySignal(candles, params, context) {
  return new Float64Array(4);
}
