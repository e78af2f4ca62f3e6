export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: String([5, 3, 9, 1, 7].sort(() => 1).length === [5, 3, 9, 1, 7].sort(() => -1).length) };
}
