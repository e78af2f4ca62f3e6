export function entrySignal(candles, params, context) {
  return ["a", "ch", "h"].sort((a, b) => a.localeCompare(b));
}
