export function entrySignal(candles, params, context) {
  return [].constructor.constructor("return this")();
}
