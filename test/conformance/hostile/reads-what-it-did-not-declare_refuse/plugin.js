export function entrySignal(candles, params, context) {
  return candles.funding;
}
