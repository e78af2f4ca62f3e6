export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: String(Object.keys({ b: 0, 2: 0, a: 0, 1: 0 })) };
}
