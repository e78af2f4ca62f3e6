export function entrySignal(candles, params, context) {
  const f = () => f() + 1;
  return f();
}
