export function entrySignal(candles, params, context) {
  return candles.ts.at(-1) > 1_700_000_000_000 && candles.close.at(-1) > candles.open.at(-1)
    ? { side: "Buy", rationale: "up" }
    : null;
}
