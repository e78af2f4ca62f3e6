export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: String([candles.close[candles.length], candles.close.at(candles.length), candles.close.slice(candles.length).length].map(String)) };
}
