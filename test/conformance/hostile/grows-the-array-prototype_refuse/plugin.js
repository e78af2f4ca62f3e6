export function entrySignal(candles, params, context) {
  Array.prototype.length = 7;
  return null;
}
