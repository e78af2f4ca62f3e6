const pipe = (...steps) => (x) => steps.reduce((value, step) => step(value), x);
const last = (n) => (values) => values.slice(-n);
const mean = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;
const over = (f, g) => (x) => f(x) / g(x);
const ratio = over(pipe(last(3), mean), pipe(last(30), mean));
export const entrySignal = ({ close }) => {
  const r = ratio(close);
  return r > 1.02 ? { side: "Sell", rationale: "stretched" } : r < 0.98 ? { side: "Buy", rationale: "compressed" } : null;
};
