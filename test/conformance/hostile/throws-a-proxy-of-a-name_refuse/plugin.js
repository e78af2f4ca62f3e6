export function entrySignal(candles, params, context) {
  const { Proxy: P } = globalThis;
  throw new P({}, {});
}
