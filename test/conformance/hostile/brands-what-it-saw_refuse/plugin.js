class Given {
  constructor(object) {
    return object;
  }
}
class Brand extends Given {
  #on = true;
  static isOn = (object) => #on in object;
}
export function entrySignal(candles, params, context) {
  if (Brand.isOn(context)) return { side: "Buy", rationale: "seen before" };
  new Brand(context);
  return null;
}
