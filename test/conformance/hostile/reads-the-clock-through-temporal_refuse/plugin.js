export function entrySignal(candles, params, context) {
  return Temporal.Now.instant();
}
