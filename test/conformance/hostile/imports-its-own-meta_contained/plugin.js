export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: String([typeof import.meta, Object.keys(import.meta).length]) };
}
