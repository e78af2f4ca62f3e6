const seen = new WeakSet();
const once = (strings) => {
  const before = seen.has(strings);
  seen.add(strings);
  return before;
};
export function entrySignal(candles, params, context) {
  return once`x` ? { side: "Buy", rationale: "the same template again" } : null;
}
