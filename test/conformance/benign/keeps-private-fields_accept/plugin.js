class Window {
  static #made = 3;
  static size;
  static {
    Window.size = 5 * Window.#made;
  }
  #values;
  constructor(values) {
    this.#values = values;
  }
  get highest() {
    return Math.max(...this.#values);
  }
  describe() {
    return "window";
  }
  static is(object) {
    return #values in object;
  }
}
class Named extends Window {
  describe() {
    return `named ${super.describe()} of ${Named.size}`;
  }
}
export function entrySignal({ high, close }) {
  const seen = new Named(high.slice(-1 - Window.size, -1));
  if (!Window.is(seen) || Window.is({})) return null;
  return close.at(-1) > seen.highest * 0.998 ? { side: "Buy", rationale: seen.describe() } : null;
}
