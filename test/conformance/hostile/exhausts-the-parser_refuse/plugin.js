export const entrySignal = /*open*/ 0 /*close*/;
