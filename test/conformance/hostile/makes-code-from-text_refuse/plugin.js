export function entrySignal(candles, params, context) {
  return eval("1");
}
