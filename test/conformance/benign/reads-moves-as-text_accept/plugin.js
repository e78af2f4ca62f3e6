const PATTERN = /(?<=D)(?<rise>U{2,3})(?<fall>D)$/;
export function entrySignal({ close }) {
  const letters = Array.from(close, (x, i) => (i === 0 ? "" : x > close[i - 1] ? "U" : "D")).join("");
  const found = PATTERN.exec(letters);
  if (found === null) return null;
  const { rise, fall } = found.groups;
  const count = letters.replaceAll(/U+/g, (run) => String(run.length)).match(/\d+/g).length;
  return { side: "Sell", rationale: `${rise}${fall} after ${count} rises` };
}
