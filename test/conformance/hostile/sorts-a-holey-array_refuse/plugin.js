export function entrySignal(candles, params, context) {
  const a = [];
  a[2 ** 32 - 2] = 1;
  a.sort();
  return null;
}
