export function entrуSignal() {
  return { side: "Buy", rationale: "x" };
}
export function entrySignal() {
  return null;
}
