export function entrySignal(candles, params, context) {
  const kept = [];
  for (;;) kept.push(new Float64Array(1e5));
}
