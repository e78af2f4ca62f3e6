export function entrySignal(candles, params, context) {
  class Signal extends null {
    static of() {
      return Object.create(Signal.prototype);
    }
    get side() {
      for (;;);
    }
    get rationale() {
      for (;;);
    }
  }
  return Signal.of();
}
