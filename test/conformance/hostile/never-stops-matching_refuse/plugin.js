export function entrySignal(candles, params, context) {
  const pattern = /x/g;
  Object.defineProperty(pattern, "exec", { value: () => [""] });
  return "x".replace(pattern, "y");
}
