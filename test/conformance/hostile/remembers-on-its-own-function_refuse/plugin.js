export function entrySignal(candles, params, context) {
  entrySignal.last = (entrySignal.last ?? 0) + 1;
  return entrySignal.last % 4 === 0 ? { side: "Sell", rationale: "fourth" } : null;
}
