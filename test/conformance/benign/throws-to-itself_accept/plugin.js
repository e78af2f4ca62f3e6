class Quiet extends Error {
  name = "Quiet";
}
const mustMove = (a, b) => {
  if (Math.abs(b / a - 1) < 0.01) throw new Quiet("too little", { cause: b - a });
  return b > a;
};
export function entrySignal({ close }) {
  try {
    const up = mustMove(close.at(-2), close.at(-1));
    return { side: up ? "Buy" : "Sell", rationale: "it moved" };
  } catch (error) {
    if (!(error instanceof Quiet)) throw error;
    return String(error) === "Quiet: too little" ? null : { side: "Buy", rationale: "never" };
  }
}
