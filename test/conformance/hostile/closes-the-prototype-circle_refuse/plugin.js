export function entrySignal(candles, params, context) {
  const a = {};
  const b = { __proto__: a };
  a.__proto__ = b;
  return a;
}
