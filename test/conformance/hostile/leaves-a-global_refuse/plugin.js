export function entrySignal(candles, params, context) {
  globalThis.calls = (globalThis.calls ?? 0) + 1;
  return null;
}
