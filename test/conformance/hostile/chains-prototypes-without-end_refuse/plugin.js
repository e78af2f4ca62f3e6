export function entrySignal(candles, params, context) {
  let chain = null;
  for (;;) chain = Object.create(chain);
}
