export function entrySignal(candles, params, context) {
  let sum = 0;
  for (let i = 0; i < 1_500_000; i += 1) sum += i % 7;
  return sum < 0 ? { side: "Buy", rationale: "x" } : null;
}
