export const indicators = () => ({
  x: {
    kind: "ema",
    source: "close",
    get period() {
      for (;;);
    },
  },
});
export function entrySignal(candles, params, context) {
  return null;
}
