export function entrySignal(candles, params, context) {
  return [].reduce.call({ length: 2 ** 53 - 1, 0: 1, 1: 1 }, (a) => a);
}
