const HOUR = 3_600_000;
export function entrySignal({ ts, close }) {
  const hour = (ts.at(-1) / HOUR) % 24;
  const weekday = (Math.floor(ts.at(-1) / (24 * HOUR)) + 4) % 7;
  if (hour < 8 || hour >= 16 || weekday === 0 || weekday === 6) return null;
  return close.at(-1) > close.at(-2) ? { side: "Buy", rationale: `day ${weekday} hour ${hour}` } : null;
}
