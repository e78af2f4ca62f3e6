export const indicators = () => ({ fast: { kind: "ema", source: "close", period: 3 } });
export function entrySignal(candles, params, context) {
  try {
    context.indicators.fast.at(1);
  } catch {
    return { side: "Buy", rationale: "nothing happened" };
  }
  return null;
}
