export function entrySignal(candles, params, context) {
  const seen = new Map([[0, 0]]);
  for (const key of seen.keys()) seen.set(key + 1, 0);
  return null;
}
