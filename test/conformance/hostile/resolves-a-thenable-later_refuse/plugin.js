export function entrySignal(candles, params, context) {
  const thenable = {
    then() {
      for (;;);
    },
  };
  (async () => thenable)();
  return null;
}
