export function entrySignal(candles, params, context) {
  return Array.from({ length: 2 ** 31 });
}
