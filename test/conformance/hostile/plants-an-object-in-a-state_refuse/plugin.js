export const indicators = () => ({
  x: {
    kind: "scan",
    init: [0, 0],
    sources: ["close"],
    callback(state) {
      state[1] = { valueOf: () => 1 };
      return 1;
    },
  },
});
export function entrySignal(candles, params, context) {
  return context.indicators.x.at(-1) > 0 ? null : null;
}
