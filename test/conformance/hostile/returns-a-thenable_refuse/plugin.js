export function entrySignal(candles, params, context) {
  return { then() {} };
}
