export function entrySignal(candles, params, context) {
  })();
  globalThis.stolen = 1;
  (function () {
}
