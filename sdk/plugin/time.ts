/** Calendar and grid arithmetic on bar times: a plugin has no Date and no clock. All times are UTC. */

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Hour of the day, 0 … 23. */
export function hourUtc(ts: number): number {
  return Math.floor(ts / HOUR_MS) % 24;
}

/** Day of the week, 0 is Sunday … 6 is Saturday. */
export function weekdayUtc(ts: number): number {
  return (Math.floor(ts / DAY_MS) + 4) % 7;
}

/**
 * Month, 1 … 12.
 *
 * Source: the days-to-civil algorithm, in years that begin in March, so that leap days come last.
 */
export function monthUtc(ts: number): number {
  const day = Math.floor(ts / DAY_MS) + 719_468; // days since 0000-03-01
  const dayOfEra = day % 146_097; // an era is 400 years
  const leaps =
    Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const year = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  return fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
}

/**
 * Minutes from `ts` to the next funding settlement: above 0, at most the interval. At a settlement it is a whole
 * interval, because that one is settled.
 *
 * @param intervalMin - Minutes between settlements, counted from midnight UTC; 480 on most instruments.
 */
export function minutesToFunding(ts: number, intervalMin = 480): number {
  return intervalMin - ((ts / MINUTE_MS) % intervalMin);
}

/**
 * The multiple of `tick` nearest to `price`; half a tick rounds up. For levels inside a signal: orders are rounded by
 * the host.
 */
export function roundToTick(price: number, tick: number): number {
  const perUnit = Math.round(1 / tick);
  // 0.1 has no exact float, its reciprocal has: dividing by 10 gives 0.3, multiplying by 0.1 gives 0.30000000000000004.
  const exact = perUnit > 0 && Math.abs(perUnit * tick - 1) < 1e-9;
  return exact ? Math.round(price * perUnit) / perUnit : Math.round(price / tick) * tick;
}
