export const entrySignal = () => null;
export function exitSignal({ close }, params, context, side) {
  const change = close.at(-1) / close.at(-params.period) - 1;
  return !(side === "Buy" ? change > -0.01 : change < 0.01);
}
