export function entrySignal(candles, params, context) {
  throw undefined;
}
