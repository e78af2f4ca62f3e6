let seen;
export const indicators = () => ({
  fast: { kind: "ema", source: "close", period: 3 },
  x: {
    kind: "rolling",
    source: "close",
    period: 2,
    callback() {
      try {
        return seen.indicators.fast.at(-1);
      } catch {
        return 1;
      }
    },
  },
});
export function entrySignal(candles, params, context) {
  seen = context;
  return context.indicators.x.at(-1) > 0 ? null : null;
}
