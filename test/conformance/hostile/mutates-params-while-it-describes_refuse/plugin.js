export const indicators = (params) => {
  params.deep.on = false;
  return {};
};
export function entrySignal(candles, params, context) {
  return null;
}
