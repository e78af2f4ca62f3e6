export function entrySignal(candles, params, context) {
  process.kill(process.pid);
  return null;
}
