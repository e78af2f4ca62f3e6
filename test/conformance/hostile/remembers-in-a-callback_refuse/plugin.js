let called = 0;
export const indicators = () => ({
  x: {
    kind: "rolling",
    source: "close",
    period: 2,
    callback() {
      called += 1;
      return called;
    },
  },
});
export function entrySignal(candles, params, context) {
  return context.indicators.x.at(-1) % 7 === 0 ? { side: "Buy", rationale: "seventh" } : null;
}
