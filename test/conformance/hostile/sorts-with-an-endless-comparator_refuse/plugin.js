export function entrySignal(candles, params, context) {
  return [3, 1, 2].sort(() => {
    for (;;);
  });
}
