function* pairs(values) {
  for (let i = 1; i < values.length; i += 1) yield [values[i - 1], values[i]];
}
function* runs(values) {
  let length = 0;
  for (const [a, b] of pairs(values)) {
    length = b > a ? Math.max(1, length + 1) : Math.min(-1, length - 1);
    if (b > a ? length < 0 : length > 0) length = b > a ? 1 : -1;
    yield length;
  }
}
export function entrySignal(candles) {
  const [...all] = runs(candles.close);
  const run = all.pop();
  return Math.abs(run) >= 4 ? { side: run > 0 ? "Sell" : "Buy", rationale: `run of ${run}` } : null;
}
