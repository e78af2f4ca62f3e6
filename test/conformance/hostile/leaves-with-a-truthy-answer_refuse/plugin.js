export function entrySignal(candles, params, context) {
  return null;
}
export function exitSignal(candles, params, context, side) {
  return 1;
}
