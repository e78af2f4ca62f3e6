const tree = (depth) =>
  depth === 0 ? "close" : { kind: "add", left: tree(depth - 1), right: tree(depth - 1) };
export const indicators = () => ({ x: tree(14) });
export function entrySignal(candles, params, context) {
  return null;
}
