export function entrySignal(candles, params, context) {
  (async () => {
    throw {
      get message() {
        for (;;);
      },
    };
  })();
  return null;
}
