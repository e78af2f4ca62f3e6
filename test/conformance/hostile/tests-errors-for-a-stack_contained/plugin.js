export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: String([(() => {
    try {
      null.x;
    } catch (error) {
      return String(error.stack ?? "").split("\n").length - 1;
    }
  })(), "captureStackTrace" in Error]) };
}
