export function entrySignal(candles, params, context) {
  const kept = [];
  for (;;) {
    const held = Array(100).fill(0);
    kept.push(() => held);
  }
}
