export const indicators = () => ({ fast: { kind: "ema", source: "close", period: 3 } });
export function entrySignal(candles, params, context) {
  let asked = 0;
  const offset = { valueOf: () => [-1, 5][asked++] };
  return context.indicators.fast.at(offset) > 0 ? null : null;
}
