const kept = [];
export function entrySignal(candles, params, context) {
  kept.push(new Float64Array(20_000));
  return null;
}
