const pattern = /./g;
export function entrySignal(candles, params, context) {
  return pattern.test("ab") ? null : { side: "Buy", rationale: "the pattern is at its end" };
}
