export function entrySignal() { return null; } // ema-cross 2
