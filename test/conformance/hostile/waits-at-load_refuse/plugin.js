await new Promise(() => {});
export function entrySignal() {
  return null;
}
