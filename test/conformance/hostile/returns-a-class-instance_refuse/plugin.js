export function entrySignal(candles, params, context) {
  class Signal {
    side = "Buy";
    rationale = "x";
  }
  return new Signal();
}
