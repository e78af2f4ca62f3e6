export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: "x\nE1|S|1|||y" };
}
