export function entrySignal() {
  return null;
}
export { entrySignal as exitSignal, entrySignal as entrySignal };
