export function entrySignal(candles, params, context) {
  const self = [];
  self.push(self);
  return self.flat(Infinity);
}
