/*lines*/export function entrySignal(candles, params, context) {
  return null;
}
