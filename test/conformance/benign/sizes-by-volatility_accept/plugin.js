export function entrySignal({ high, low, close }) {
  let range = 0;
  for (let i = close.length - 14; i < close.length; i += 1) range += (high[i] - low[i]) / close[i];
  const slPct = Math.min(5, Math.max(0.5, (100 * range) / 14));
  const side = close.at(-1) > close.at(-15) ? "Buy" : "Sell";
  return { tpPct: 2 * slPct, slPct, strength: 1 / (1 + slPct), rationale: "by range", side };
}
