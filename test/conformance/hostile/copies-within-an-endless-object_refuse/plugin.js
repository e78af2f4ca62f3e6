export function entrySignal(candles, params, context) {
  return [].copyWithin.call({ length: 2 ** 53 - 1 }, 0, 1);
}
