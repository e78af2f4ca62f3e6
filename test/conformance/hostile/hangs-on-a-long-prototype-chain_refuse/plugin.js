export function entrySignal(candles, params, context) {
  let thrown = Object.create(null);
  for (let i = 0; i < 200_000; i += 1) thrown = Object.create(thrown);
  throw thrown;
}
