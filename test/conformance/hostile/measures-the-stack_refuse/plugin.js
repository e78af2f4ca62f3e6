export function entrySignal(candles, params, context) {
  let depth = 0;
  const fall = () => {
    depth += 1;
    fall();
  };
  try {
    fall();
  } catch {
    return { side: depth % 2 === 0 ? "Buy" : "Sell", rationale: "depth " + depth };
  }
  return null;
}
