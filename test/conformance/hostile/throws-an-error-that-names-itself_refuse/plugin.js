export function entrySignal(candles, params, context) {
  class TypeError extends RangeError {
    get name() {
      for (;;);
    }
    get message() {
      for (;;);
    }
  }
  throw new TypeError();
}
