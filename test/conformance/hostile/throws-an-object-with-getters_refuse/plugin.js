export function entrySignal(candles, params, context) {
  throw {
    get message() {
      for (;;);
    },
    get stack() {
      for (;;);
    },
  };
}
