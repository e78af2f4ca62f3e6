let held = null;
export const indicators = () => ({
  x: {
    kind: "scan",
    init: [0],
    sources: ["close"],
    callback(state) {
      held = state;
      return (state[0] += 1);
    },
  },
});
export function entrySignal(candles, params, context) {
  const value = context.indicators.x.at(-1);
  if (held !== null) held[0] = 1_000_000;
  return value > 1_000 ? { side: "Buy", rationale: "I was here before" } : null;
}
