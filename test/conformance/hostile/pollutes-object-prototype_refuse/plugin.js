export function entrySignal(candles, params, context) {
  Object.prototype.side = "Buy";
  return {};
}
