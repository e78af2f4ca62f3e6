export function entrySignal(candles, params, context) {
  return [].concat({ length: 2 ** 32, [Symbol.isConcatSpreadable]: true }).length;
}
