/** Prices and volume of a longer bar while its shorter bars come in. Units are the caller's: ticks and lots, or floats. */
export interface Aggregate {
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  /** Shorter bars taken in so far. */
  count: number;
}

export function emptyAggregate(): Aggregate {
  return { open: 0, high: 0, low: 0, close: 0, volume: 0, count: 0 };
}

/** Adds the next shorter bar. Volume is summed oldest first, so that a float sum has one value. */
export function addTo(
  into: Aggregate,
  bar: Readonly<Pick<Aggregate, "open" | "high" | "low" | "close" | "volume">>,
): void {
  if (into.count === 0) {
    into.open = bar.open;
    into.high = bar.high;
    into.low = bar.low;
    into.volume = 0;
  }
  into.high = Math.max(into.high, bar.high);
  into.low = Math.min(into.low, bar.low);
  into.close = bar.close;
  into.volume += bar.volume;
  into.count += 1;
}
