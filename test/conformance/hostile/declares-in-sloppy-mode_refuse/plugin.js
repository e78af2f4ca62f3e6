export function entrySignal(candles, params, context) {
  with (candles) return close;
}
