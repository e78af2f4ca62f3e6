export function entrySignal(candles, params, context) {
  Object.setPrototypeOf(candles, { side: "Buy" });
  return candles;
}
