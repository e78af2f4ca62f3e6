export function entrySignal(candles, params, context) {
  const values = new Float64Array(1_000_000).map((_, i) => (i * 7_919) % 1_000_003);
  for (let i = 0; i < 100; i += 1) values.reverse().sort();
  return values;
}
