let weights;
const weightsOf = (n) => (weights ??= Array.from({ length: n }, (_, i) => (i + 1) / ((n * (n + 1)) / 2)));
export function entrySignal({ close }) {
  const n = 10;
  const recent = close.slice(-n);
  const weighted = weightsOf(n).reduce((sum, w, i) => sum + w * recent[i], 0);
  return weighted > 1.01 * close[0] ? { side: "Sell", rationale: "weighted above the oldest" } : null;
}
