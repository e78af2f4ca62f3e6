const countdown = {
  from: 3,
  *[Symbol.iterator]() {
    for (let i = this.from; i > 0; i -= 1) yield i;
  },
};
export function entrySignal({ close, length, missing = "no" }, { period: p = 9, deep: { on = false, off = "off" } = {} }, ctx) {
  const [x, , ...ys] = close.slice(-4);
  const key = `k${p}`;
  const made = { [key]: ys.length, ...{ on, off } };
  const steps = [...countdown].join("");
  const text = [missing, made.k5 ?? "none", made?.nothing?.at ?? off, ctx.pair, steps, length].join(" ");
  return ys.at(-1) > x ? { side: "Buy", rationale: text } : null;
}
