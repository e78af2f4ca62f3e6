export function entrySignal(candles, params, context) {
  return new WebAssembly.Memory({ initial: 1 });
}
