export function entrySignal(candles, params, context) {
  Object.defineProperty(Array, Symbol.species, { value: null });
  return null;
}
