export function entrySignal(candles, params, context) {
  return candles.close.at(-1) % 100 > 50 ? { side: "Buy", rationale: "up" } : null;
}
