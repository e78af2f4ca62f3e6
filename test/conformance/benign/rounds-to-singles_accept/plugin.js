export function entrySignal({ close }) {
  const single = Float32Array.from(close);
  let sum = Math.fround(0);
  for (const x of single) sum = Math.fround(sum + x);
  const wide = close.reduce((a, b) => a + b, 0);
  return sum > wide ? { side: "Buy", rationale: String(sum) } : null;
}
