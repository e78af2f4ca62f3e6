throw 0;
export let entrySignal = () => null;
