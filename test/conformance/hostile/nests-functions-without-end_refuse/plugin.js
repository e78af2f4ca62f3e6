export const entrySignal = /*functions*/ 0;
