export function entrySignal(candles, params, context) {
  /(\d+)/.test("1");
  return RegExp["$&"] ?? RegExp.lastMatch ?? RegExp.leftContext;
}
