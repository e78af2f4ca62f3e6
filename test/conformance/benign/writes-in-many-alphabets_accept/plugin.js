const line = (texts, ...values) => texts.map((text, i) => text + (values[i] ?? "")).join("");
export function entrySignal({ close, open }) {
  const up = close.at(-1) > open.at(-1);
  return { side: up ? "Buy" : "Sell", rationale: line`Kurs ${up ? "höher" : "tiefer"} 価格 \u26a0\ufe0f ${close.length}` };
}
