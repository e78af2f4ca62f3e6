export function entrySignal(candles, params, context) {
  import("node:fs");
  return null;
}
