const nested = (depth) =>
  depth === 0 ? "close" : { kind: "ema", source: nested(depth - 1), period: 1 };
export const indicators = () => ({ x: nested(40) });
export function entrySignal(candles, params, context) {
  return null;
}
