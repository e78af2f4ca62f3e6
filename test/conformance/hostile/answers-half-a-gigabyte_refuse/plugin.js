export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: "x".repeat(5e8) };
}
