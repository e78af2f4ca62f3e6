export function entrySignal(candles, params, context) {
  context.pair = "ETHUSDT";
  return null;
}
