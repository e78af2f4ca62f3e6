export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: String([Object.getOwnPropertySymbols(context)[0], Object.getOwnPropertySymbols(candles)[0]]) };
}
