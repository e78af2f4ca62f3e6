export function entrySignal(candles, params, context) {
  return [].includes.call({ length: 2 ** 53 - 1 }, 1);
}
