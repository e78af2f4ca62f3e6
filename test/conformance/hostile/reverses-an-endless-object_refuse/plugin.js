export function entrySignal(candles, params, context) {
  return [].reverse.call({ length: 2 ** 53 - 1 });
}
