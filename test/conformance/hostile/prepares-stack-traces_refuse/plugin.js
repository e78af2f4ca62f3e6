export function entrySignal(candles, params, context) {
  Error.prepareStackTrace = () => {
    for (;;);
  };
  throw new Error("x");
}
