export function entrySignal(candles, params, context) {
  const kept = [];
  for (let i = 0; ; i += 1) kept.push(Symbol("x".repeat(1_000) + i));
}
