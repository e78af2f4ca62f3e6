export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: "x", strength: NaN };
}
