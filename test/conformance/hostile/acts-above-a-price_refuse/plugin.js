export function entrySignal(candles, params, context) {
  return candles.close.at(-1) > 100.5 ? { side: "Buy", rationale: "up" } : null;
}
