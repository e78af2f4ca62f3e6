export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: "\u001b[2J\u001b[31mhalt" };
}
