export function entrySignal() { return null; } // ema-cross 1
