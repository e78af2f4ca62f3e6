export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: String(String(entrySignal).startsWith("export") || String(entrySignal).startsWith("function")) };
}
