const spin = async () => {
  for (;;) await 0;
};
spin();
export const entrySignal = () => null;
