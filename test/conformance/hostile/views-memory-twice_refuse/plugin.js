export function entrySignal(candles, params, context) {
  return new DataView(candles.close.buffer);
}
