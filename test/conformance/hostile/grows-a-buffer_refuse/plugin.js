export function entrySignal(candles, params, context) {
  return new ArrayBuffer(8, { maxByteLength: 2 ** 30 });
}
