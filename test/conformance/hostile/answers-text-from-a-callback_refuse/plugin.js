export const indicators = () => ({
  x: {
    kind: "scan",
    init: 0,
    sources: ["close"],
    callback: () => ({ valueOf: () => 1 }),
  },
});
export function entrySignal(candles, params, context) {
  return context.indicators.x.at(-1) > 0 ? null : null;
}
