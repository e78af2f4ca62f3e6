export function entrySignal(candles, params, context) {
  return { side: "Buy", rationale: String([Math.fround(0 / 0), Object.is(NaN, -NaN) === false, new Float64Array([NaN]).includes(NaN), new Uint32Array(new Float32Array([-NaN]))[0] || NaN]) };
}
