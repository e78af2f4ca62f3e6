export function entrySignal(candles, params, context) {
  let asked = 0;
  const rationale = { [Symbol.toPrimitive]: () => ["calm", "\u001b[31mhalt"][asked++] };
  return { side: "Buy", rationale };
}
