export function entrySignal(candles, params, context) {
  return new WeakRef({}).deref();
}
