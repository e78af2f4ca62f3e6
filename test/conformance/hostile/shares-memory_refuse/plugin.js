export function entrySignal(candles, params, context) {
  return new SharedArrayBuffer(8);
}
