export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: "x", size: 100 };
}
