export function entrySignal(candles, params, context) {
  using held = {
    [Symbol.dispose]() {
      for (;;);
    },
  };
  return null;
}
