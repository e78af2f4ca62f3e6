export function entrySignal(candles, params, context) {
  const close = candles.close;
  const species = { [Symbol.species]: class extends Float64Array {} };
  Object.defineProperty(close, "constructor", { value: species });
  const mine = close.slice();
  return { side: "Buy", rationale: String(candles.close.length + (mine.length > 0 ? 1 : 0)) };
}
