export function entrySignal(candles, params, context) {
  return { side: new String("Buy"), rationale: "x" };
}
