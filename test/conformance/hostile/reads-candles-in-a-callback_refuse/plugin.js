let seen;
export const indicators = () => ({
  x: { kind: "rolling", source: "close", period: 2, callback: () => seen.close.at(-1) },
});
export function entrySignal(candles, params, context) {
  seen = candles;
  return context.indicators.x.at(-1) > 0 ? null : null;
}
