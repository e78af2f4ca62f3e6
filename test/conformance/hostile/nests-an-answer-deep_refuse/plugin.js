export function entrySignal(candles, params, context) {
  let side = {};
  for (let i = 0; i < 100_000; i += 1) side = { side };
  return { side, rationale: "x" };
}
