export function entrySignal(candles, params, context) {
  fetch("https://example.com/");
  return null;
}
