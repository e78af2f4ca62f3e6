export function entrySignal(candles, params, context) {
  return Object.assign([], { side: "Buy", rationale: "x" });
}
