export const indicators = () => (Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => ["n" + i, "close"])));
export function entrySignal(candles, params, context) {
  return null;
}
