export function entrySignal({ close }) {
  const up = close.at(-1) > close.at(-4);
  const text = JSON.stringify({ side: up ? "Buy" : "Sell", rationale: "json", strength: 0.25, slPct: undefined });
  return Object.assign(Object.create(null), JSON.parse(text, (key, value) => (key === "strength" ? value * 2 : value)));
}
