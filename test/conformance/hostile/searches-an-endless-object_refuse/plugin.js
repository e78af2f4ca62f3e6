export function entrySignal(candles, params, context) {
  return [].indexOf.call({ length: 2 ** 53 - 1 }, 1);
}
