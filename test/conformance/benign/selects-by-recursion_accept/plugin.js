function nth(values, n) {
  const [pivot, ...rest] = values;
  const below = rest.filter((x) => x < pivot);
  if (n < below.length) return nth(below, n);
  if (n === below.length) return pivot;
  return nth(rest.filter((x) => x >= pivot), n - below.length - 1);
}
export function entrySignal({ close, low }) {
  const third = nth([...low], Math.floor(low.length / 3));
  return close.at(-1) < third ? { side: "Buy", rationale: "in the lowest third" } : null;
}
