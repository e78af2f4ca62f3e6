export function entrySignal(candles, params, context) {
  const wide = Array.from({ length: 20 }).reduce((below) => [below, below, below], "x".repeat(100));
  return JSON.stringify(wide);
}
