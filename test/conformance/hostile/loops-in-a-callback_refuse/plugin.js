export const indicators = () => ({
  x: {
    kind: "rolling",
    source: "close",
    period: 2,
    callback() {
      for (;;);
    },
  },
});
export function entrySignal(candles, params, context) {
  return context.indicators.x.at(-1) > 0 ? null : null;
}
