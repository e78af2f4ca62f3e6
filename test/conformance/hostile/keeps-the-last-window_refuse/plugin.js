let before = null;
export function entrySignal(candles, params, context) {
  const close = candles.close;
  const later = before !== null && before.at(-1) > close.at(-1);
  before = close;
  return later ? { side: "Sell", rationale: "the other window was higher" } : null;
}
