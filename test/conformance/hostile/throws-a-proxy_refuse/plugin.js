export function entrySignal(candles, params, context) {
  throw new Proxy(
    {},
    {
      get() {
        for (;;);
      },
    },
  );
}
