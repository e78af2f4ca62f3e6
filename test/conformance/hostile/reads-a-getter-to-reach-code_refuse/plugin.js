export function entrySignal(candles, params, context) {
  const { get } = Object.getOwnPropertyDescriptor(Map.prototype, "size");
  return get.constructor("return this")();
}
