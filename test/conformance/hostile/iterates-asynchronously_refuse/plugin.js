export function entrySignal(candles, params, context) {
  (async () => {
    for await (const one of (async function* () {
      for (;;) yield 1;
    })()) {
      if (one === 2) return;
    }
  })();
  return null;
}
