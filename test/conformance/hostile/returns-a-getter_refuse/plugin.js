export function entrySignal(candles, params, context) {
  return {
    get side() {
      for (;;);
    },
    rationale: "x",
  };
}
