const steps = (function* () {
  for (;;) {
    yield null;
    yield null;
    yield { side: "Buy", rationale: "third step" };
  }
})();
export function entrySignal(candles, params, context) {
  return steps.next().value;
}
