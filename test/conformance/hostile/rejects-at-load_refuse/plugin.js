await (async () => {
  throw new Error("x");
})();
export const entrySignal = () => null;
