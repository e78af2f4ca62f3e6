let calls = 0;
export function entrySignal(candles, params, context) {
  calls += 1;
  return calls % 3 === 0 ? { side: "Buy", rationale: "every third call" } : null;
}
