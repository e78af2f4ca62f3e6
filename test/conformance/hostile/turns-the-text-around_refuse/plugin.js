export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: "price \u202e falling" };
}
