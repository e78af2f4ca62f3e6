export function entrySignal(candles, params, context) {
  for (;;);
}
