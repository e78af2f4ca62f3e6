let late = 0;
export function entrySignal(candles, params, context) {
  (async () => {
    await 0;
    late += 1;
  })();
  return late % 3 === 2 ? { side: "Buy", rationale: "written after the last answer" } : null;
}
