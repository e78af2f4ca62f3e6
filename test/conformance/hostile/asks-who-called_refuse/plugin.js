export function entrySignal(candles, params, context) {
  return arguments.callee.caller;
}
