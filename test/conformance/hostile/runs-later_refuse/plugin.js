export function entrySignal(candles, params, context) {
  setTimeout(() => {}, 0);
  return null;
}
