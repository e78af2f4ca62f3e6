export function entrySignal(candles, params, context) {
  return new DisposableStack();
}
