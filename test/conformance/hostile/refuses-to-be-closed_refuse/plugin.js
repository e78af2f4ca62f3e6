export function entrySignal(candles, params, context) {
  function* held() {
    for (;;) {
      try {
        yield 1;
      } finally {
        continue;
      }
    }
  }
  for (const one of held()) return one;
}
