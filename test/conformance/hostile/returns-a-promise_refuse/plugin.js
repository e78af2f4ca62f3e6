export async function entrySignal() {
  return null;
}
