export function entrySignal(candles, params, context) {
  return context.inputs.daily.close.at(-1);
}
