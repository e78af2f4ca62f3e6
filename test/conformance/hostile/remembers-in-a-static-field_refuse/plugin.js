class Memory {
  static #last = 0;
  static was(close) {
    const before = this.#last;
    this.#last = close;
    return before;
  }
}
export function entrySignal(candles, params, context) {
  const close = candles.close.at(-1);
  return Memory.was(close) > close ? { side: "Sell", rationale: "below the last bar I was shown" } : null;
}
