export function entrySignal(candles, params, context) {
  outer: for (;;) {
    for (;;) continue outer;
  }
}
