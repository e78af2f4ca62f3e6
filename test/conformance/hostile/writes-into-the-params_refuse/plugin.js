export function entrySignal(candles, params, context) {
  params.period = 1;
  return null;
}
