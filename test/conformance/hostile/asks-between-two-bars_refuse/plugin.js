export const indicators = () => ({ fast: { kind: "ema", source: "close", period: 3 } });
export function entrySignal(candles, params, context) {
  return context.indicators.fast.at(-0.5) > 0 ? null : null;
}
