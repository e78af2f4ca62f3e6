export function entrySignal(candles, params, context) {
  Array.prototype[Symbol.iterator] = function* () {};
  return null;
}
