// ema-cross 2
