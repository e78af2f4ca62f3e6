export function indicators() {
  for (;;);
}
export function entrySignal(candles, params, context) {
  return null;
}
