const seen = new WeakMap();
export function entrySignal(candles, params, context) {
  const calls = (seen.get(candles) ?? 0) + 1;
  seen.set(candles, calls);
  return calls % 5 === 0 ? { side: "Buy", rationale: "fifth" } : null;
}
