export function entrySignal() { return nulm; } // ema-cross 2
