export function entrySignal(candles, params, context) {
  return structuredClone(candles.close);
}
