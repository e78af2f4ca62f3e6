export function entrySignal(candles, params, context) {
  return new Intl.DateTimeFormat().format();
}
