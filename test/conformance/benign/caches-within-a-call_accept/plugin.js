const best = (close, from, left, memo) => {
  if (left === 0 || from >= close.length - 1) return 0;
  const key = `${from},${left}`;
  if (!memo.has(key)) {
    let most = best(close, from + 1, left, memo);
    for (let to = from + 1; to < close.length; to += 1)
      most = Math.max(most, close[to] - close[from] + best(close, to, left - 1, memo));
    memo.set(key, most);
  }
  return memo.get(key);
};
export function entrySignal({ close }) {
  const last = Array.from(close.slice(-12));
  const once = best(last, 0, 1, new Map());
  const twice = best(last, 0, 2, new Map());
  return twice > 1.5 * once ? { side: "Buy", rationale: "two moves pay more than one" } : null;
}
