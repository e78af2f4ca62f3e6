export function entrySignal(candles, params, context) {
  (async () => {
    for (;;) await 0;
  })();
  return null;
}
