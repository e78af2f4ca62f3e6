export function entrySignal(candles, params, context) {
  Object.defineProperty(candles, "close", { value: [1, 2, 3] });
  return null;
}
