export function entrySignal() z return null; } // ema-cross 2
