throw {
  get message() {
    for (;;);
  },
};
export function entrySignal() {
  return null;
}
