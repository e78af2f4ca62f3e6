export function entrySignal(candles, params, context) {
  const seen = new Error("x");
  seen.name = "DeterminismError";
  seen.code = "threw_determinism:Date\nE1|B||||x";
  throw seen;
}
