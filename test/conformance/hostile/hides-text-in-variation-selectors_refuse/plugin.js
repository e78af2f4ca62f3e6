export function entrySignal(candles, params, context) {
  const hidden = [..."buy more"].map((c) => String.fromCodePoint(0xe0100 + c.charCodeAt(0)));
  return { side: "Buy", rationale: "calm" + hidden.join("") };
}
