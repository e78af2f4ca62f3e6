export function entrySignal(candles, params, context) {
  const holes = [];
  holes.length = 2 ** 32 - 1;
  holes.forEach(() => {});
  return null;
}
