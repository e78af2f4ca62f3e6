for (;;);
export function entrySignal() {
  return null;
}
