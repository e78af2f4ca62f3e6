// ema-cross 1
