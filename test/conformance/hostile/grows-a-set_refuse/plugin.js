export function entrySignal(candles, params, context) {
  const seen = new Set();
  for (let i = 0; ; i += 1) seen.add(i + 0.5);
}
