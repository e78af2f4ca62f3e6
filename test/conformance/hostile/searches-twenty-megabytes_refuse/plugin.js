export function entrySignal(candles, params, context) {
  const text = "1".repeat(2e7);
  let found = 0;
  for (let i = 0; i < 50; i += 1) found += /1+2/.test(text) ? 1 : 0;
  return found;
}
