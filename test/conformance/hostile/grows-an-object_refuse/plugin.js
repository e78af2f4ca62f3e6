export function entrySignal(candles, params, context) {
  const grown = {};
  for (let i = 0; ; i += 1) grown["key" + i] = i;
}
