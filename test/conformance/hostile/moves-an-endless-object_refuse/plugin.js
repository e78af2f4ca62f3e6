export function entrySignal(candles, params, context) {
  return [].unshift.call({ length: 2 ** 53 - 2 }, 1);
}
