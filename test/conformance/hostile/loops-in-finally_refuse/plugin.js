export function entrySignal(candles, params, context) {
  for (;;) {
    try {
      for (;;);
    } finally {
      continue;
    }
  }
}
