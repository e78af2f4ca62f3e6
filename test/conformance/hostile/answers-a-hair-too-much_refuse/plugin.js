export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: "x", strength: 1 + Number.EPSILON };
}
