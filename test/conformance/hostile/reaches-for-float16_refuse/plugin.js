export function entrySignal(candles, params, context) {
  return new Float16Array(4);
}
