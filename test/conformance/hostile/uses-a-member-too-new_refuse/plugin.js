export function entrySignal(candles, params, context) {
  return RegExp.escape("a") + Iterator.concat([1]).toArray() + Error.isError(0);
}
