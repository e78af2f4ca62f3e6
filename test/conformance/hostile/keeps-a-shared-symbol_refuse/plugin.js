export function entrySignal(candles, params, context) {
  return Symbol.for("seen");
}
