export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: "calm\u3164\u3164\u3164or not" };
}
