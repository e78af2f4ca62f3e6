const slope = (window) => (window.at(-1) - window[0]) / window.length;
export const indicators = ({ period }) => ({
  slope: { kind: "rolling", source: "close", period, callback: slope },
  streak: {
    kind: "scan",
    init: [0, 0],
    sources: ["close"],
    callback(state, close) {
      state[1] = close > state[0] ? state[1] + 1 : 0;
      state[0] = close;
      return state[1];
    },
  },
});
export function entrySignal(candles, params, { indicators: { slope: s, streak } }) {
  return s.at(-1) > 0 && streak.at(-1) >= 2 ? { side: "Buy", rationale: `streak ${streak.at(-1)}` } : null;
}
