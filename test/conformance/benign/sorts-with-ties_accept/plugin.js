export function entrySignal({ volume, close }) {
  const rows = Array.from(volume, (v, i) => ({ v, i }));
  const order = rows.toSorted((a, b) => a.v - b.v).map(({ i }) => i);
  const half = [...close].sort((a, b) => a - b);
  const median = (half[half.length / 2 - 1] + half[half.length / 2]) / 2;
  const quiet = order.slice(0, 3);
  return close.at(-1) < median ? { side: "Buy", rationale: quiet.join(" ") } : null;
}
