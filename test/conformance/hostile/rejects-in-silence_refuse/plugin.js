export function entrySignal(candles, params, context) {
  (async () => {
    throw null;
  })();
  return { side: "Buy", rationale: "x" };
}
