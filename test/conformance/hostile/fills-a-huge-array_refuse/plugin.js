export function entrySignal(candles, params, context) {
  new Array(1e9).fill(0);
  return null;
}
