export function entrySignal(candles, params, context) {
  return (1234.5).toLocaleString();
}
