export const stolen = [];
export function entrySignal() {
  return null;
}
