export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: String((() => {
    const sparse = [1, , 3];
    let seen = 0;
    sparse.forEach(() => (seen += 1));
    return [seen, sparse.length, Object.keys(Array(9)).length];
  })()) };
}
