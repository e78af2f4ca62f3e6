export function entrySignal(candles, params, context) {
  return /(a+)+$/.test(`${"a".repeat(40)}b`);
}
