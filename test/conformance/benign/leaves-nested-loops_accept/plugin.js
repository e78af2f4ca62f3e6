export function entrySignal({ low }) {
  let visits = 0;
  let found = null;
  outer: for (let i = low.length - 3; i > 10; i -= 1) {
    for (let j = i - 3; j >= 0; j -= 1) {
      try {
        if (low[j] < low[i]) continue outer;
        if (Math.abs(low[j] - low[i]) < 0.0005 * low[i]) {
          found = [j, i];
          break outer;
        }
      } finally {
        visits += 1;
      }
    }
  }
  return found && { side: "Buy", rationale: `double bottom ${found} in ${visits}` };
}
