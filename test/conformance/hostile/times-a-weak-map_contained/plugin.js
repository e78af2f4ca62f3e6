export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: String((() => {
    const map = new WeakMap();
    for (let i = 0; i < 1_000; i += 1) map.set({}, i);
    return Object.keys(map).length === 0 && !("size" in map);
  })()) };
}
