import { prng, type Prng } from "../../kernel/prng.ts";
import {
  FAST_VOLATILITY,
  HOUR_ACTIVITY,
  MARKET_SD,
  REGIME,
  SLOW_VOLATILITY,
  WEEKEND_ACTIVITY,
  type Regime,
} from "./parameters.ts";

const MINUTES_PER_DAY = 1_440;

/** What all pairs share in one minute. */
export interface MarketMinute {
  regime: Regime;
  /** Multiplies every standard deviation: regime, clustering and time of day. */
  volatility: number;
  /** Multiplies turnover: time of day and of week. */
  activity: number;
  /** Log return of the common factor. */
  factor: number;
}

/** The common factor, minute by minute. Depends on the seed alone, so that adding a pair changes no other. */
export function marketOf(seed: string, startMs: number): (into: MarketMinute) => void {
  const random = prng(`${seed} market`);
  const fast = meanReverting(FAST_VOLATILITY.halfLifeMinutes, FAST_VOLATILITY.sd, random);
  const slow = meanReverting(SLOW_VOLATILITY.halfLifeMinutes, SLOW_VOLATILITY.sd, random);
  let regime: Regime = "range";
  let atMs = startMs;
  return (into) => {
    regime = nextRegime(regime, random);
    const { drift, volatility } = REGIME[regime];
    into.regime = regime;
    into.activity = activityAt(atMs);
    into.volatility = volatility * Math.exp(fast() + slow()) * Math.sqrt(into.activity);
    into.factor = drift / MINUTES_PER_DAY + MARKET_SD * into.volatility * random.normal();
    atMs += 60_000;
  };
}

function nextRegime(regime: Regime, random: Prng): Regime {
  const { hours, next } = REGIME[regime];
  if (random.next() * hours * 60 >= 1) return regime;
  let left = random.next();
  for (const [name, share] of next) {
    left -= share;
    if (left < 0) return name;
  }
  return regime;
}

/** Hours and days count from the epoch, a Thursday; no calendar is needed. */
function activityAt(atMs: number): number {
  const hour = Math.floor(atMs / 3_600_000);
  const weekday = (Math.floor(hour / 24) + 4) % 7;
  const weekend = weekday === 0 || weekday === 6 ? WEEKEND_ACTIVITY : 1;
  return (HOUR_ACTIVITY[hour % 24] ?? 1) * weekend;
}

/** A discrete Ornstein-Uhlenbeck process around zero with the given stationary deviation, one step per call. */
export function meanReverting(halfLifeMinutes: number, sd: number, random: Prng): () => number {
  const keep = Math.exp(-Math.LN2 / halfLifeMinutes);
  const noise = sd * Math.sqrt(1 - keep * keep);
  let value = sd * random.normal();
  return () => {
    value = keep * value + noise * random.normal();
    return value;
  };
}
