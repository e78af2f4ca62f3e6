export function entrySignal(candles, params, context) {
  return "\u0041\u030a".normalize().length;
}
