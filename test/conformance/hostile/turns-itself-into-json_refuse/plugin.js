export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: "x", toJSON: () => ({ side: "Sell", rationale: "y", size: 9 }) };
}
