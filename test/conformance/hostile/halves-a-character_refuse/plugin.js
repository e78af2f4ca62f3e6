export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: "\ud800" };
}
