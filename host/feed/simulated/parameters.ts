/**
 * Every constant of the simulated market, with its reason. Changing one changes every simulated run: raise
 * GENERATOR_VERSION, which is part of the feed's identity.
 */

export const GENERATOR_VERSION = 1;
/** 2026-01-01T00:00Z: a UTC midnight, so that every timeframe begins there. */
export const START_MS = 1_767_225_600_000;

export const REGIMES = ["up", "down", "range", "stress"] as const;
export type Regime = (typeof REGIMES)[number];

/**
 * What the market does while a regime lasts. `hours` is the mean length (memoryless); `drift` is per day as a
 * fraction; `volatility` multiplies; `pull` is how fast price returns to its slow average, per hour; `jumps` per day.
 * Lengths are such that 30 days hold about 25 changes and every regime several times.
 */
export const REGIME: {
  readonly [R in Regime]: {
    readonly hours: number;
    readonly drift: number;
    readonly volatility: number;
    readonly pull: number;
    readonly jumps: number;
    readonly next: readonly (readonly [Regime, number])[];
  };
} = {
  up: {
    hours: 28,
    drift: 0.03,
    volatility: 1,
    pull: 0,
    jumps: 1,
    next: [
      ["range", 0.6],
      ["down", 0.25],
      ["stress", 0.15],
    ],
  },
  down: {
    hours: 26,
    drift: -0.03,
    volatility: 1.15,
    pull: 0,
    jumps: 1.5,
    next: [
      ["range", 0.55],
      ["up", 0.25],
      ["stress", 0.2],
    ],
  },
  range: {
    hours: 36,
    drift: 0,
    volatility: 0.75,
    pull: 0.35,
    jumps: 0.5,
    next: [
      ["up", 0.5],
      ["down", 0.4],
      ["stress", 0.1],
    ],
  },
  stress: {
    hours: 5,
    drift: -0.05,
    volatility: 2.2,
    pull: 0,
    jumps: 8,
    next: [
      ["range", 0.4],
      ["up", 0.35],
      ["down", 0.25],
    ],
  },
};

/** Standard deviation of a minute of the common factor in a calm trend: 5m bars come out near 0.2 %. */
export const MARKET_SD = 0.000_45;
/** Log-volatility is two mean-reverting parts: bursts of half an hour, and days that differ. */
export const FAST_VOLATILITY = { halfLifeMinutes: 30, sd: 0.45 } as const;
export const SLOW_VOLATILITY = { halfLifeMinutes: 1_440, sd: 0.35 } as const;
/** A jump's size: normal around zero, as a fraction. */
export const JUMP_SD = 0.007;
/** The slow average that a range returns to, and the pull that keeps years of simulation within reason. */
export const ANCHOR_HALF_LIFE_MINUTES = 480;
export const HOME_HALF_LIFE_MINUTES = 525_600;

/** Activity by hour UTC: quiet in the Asian morning, busiest when Europe and America overlap. Mean 1. */
export const HOUR_ACTIVITY: readonly number[] = [
  1.05, 0.95, 0.9, 0.85, 0.8, 0.8, 0.85, 0.95, 1.05, 1.05, 1.0, 1.0, 1.1, 1.3, 1.4, 1.35, 1.25, 1.1,
  1.0, 0.95, 0.9, 0.85, 0.8, 0.75,
];
export const WEEKEND_ACTIVITY = 0.75;

export const FUNDING_INTERVAL_MS = 28_800_000;
/** Rate that a market without an opinion pays, per interval. */
export const FUNDING_BASE = 0.000_05;
/** Premium follows the recent drift: 3 % a day makes about 0.03 % per interval. */
export const PREMIUM_PER_DRIFT = 0.011;
export const PREMIUM_DRIFT_HALF_LIFE_MINUTES = 600;
export const PREMIUM_HALF_LIFE_MINUTES = 240;
export const PREMIUM_SD = 0.000_12;
/** Venues cap the rate; so does this one. */
export const FUNDING_MAX = 0.003;

/** Log open interest: mean-reverting over two days; falls when the market is stressed. */
export const OPEN_INTEREST = { halfLifeMinutes: 2_880, sd: 0.12 } as const;
export const STRESS_OPEN_INTEREST_PER_HOUR = -0.02;
