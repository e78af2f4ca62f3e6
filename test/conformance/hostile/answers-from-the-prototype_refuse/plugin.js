export function entrySignal(candles, params, context) {
  return Object.create({ side: "Buy", rationale: "x" });
}
