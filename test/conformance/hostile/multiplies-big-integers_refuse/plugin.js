export function entrySignal(candles, params, context) {
  let a = 3n ** 100000n;
  for (;;) a *= a;
}
