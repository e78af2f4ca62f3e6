export function entrySignal(candles) {
  const { close, open } = candles;
  const newest = close.at(-1);
  close.sort().reverse();
  open.fill(0);
  const rank = close.indexOf(newest);
  const still = candles.close === close && candles.open.every((x) => x === 0);
  return still && rank < 5 ? { side: "Sell", rationale: `rank ${rank}` } : null;
}
