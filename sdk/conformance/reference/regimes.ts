/**
 * The markets that every plugin is tried on: six, so different that a strategy which signals on none of them has to say
 * why. All numbers are per bar of the plugin's own timeframe, so that a trend looks like a trend on 1m and on 1d.
 */
import type { Prng } from "#host/kernel/prng.ts";

/** What a market does for a while. `length` is its mean, in units of the horizon; lengths are exponential. */
export interface Phase {
  /** Standard deviations of an ordinary bar, per bar. */
  readonly drift: number;
  /** Multiplies the standard deviation. */
  readonly volatility: number;
  /** Share of the distance to the slow average that is made up per bar. */
  readonly pull: number;
  /** Jumps per bar. */
  readonly jumps: number;
  readonly length: number;
}

const PHASES = {
  up: { drift: 0.12, volatility: 1, pull: 0, jumps: 0.002, length: 0.6 },
  down: { drift: -0.12, volatility: 1.15, pull: 0, jumps: 0.003, length: 0.5 },
  pause: { drift: 0, volatility: 0.7, pull: 0.04, jumps: 0.001, length: 0.25 },
  range: { drift: 0, volatility: 0.85, pull: 0.05, jumps: 0.001, length: 0.8 },
  calm: { drift: 0, volatility: 0.5, pull: 0.01, jumps: 0, length: 0.4 },
  storm: { drift: 0, volatility: 2.4, pull: 0, jumps: 0.02, length: 0.2 },
  crash: { drift: -1.2, volatility: 2.6, pull: 0, jumps: 0.05, length: 0.04 },
  recovery: { drift: 0.25, volatility: 1.5, pull: 0, jumps: 0.005, length: 0.25 },
} as const satisfies { readonly [name: string]: Phase };
type PhaseName = keyof typeof PHASES;

export interface Regime {
  readonly name: string;
  /** What follows a phase: names with their shares of 1. `first` is also what follows any that is not named. */
  readonly first: readonly (readonly [PhaseName, number])[];
  readonly after: { readonly [phase in PhaseName]?: readonly (readonly [PhaseName, number])[] };
  /** Mean funding rate per settlement, and how much rates differ from each other. */
  readonly funding: { readonly mean: number; readonly sd: number };
}

/** Balanced ones first: a quick look takes the first two. */
export const REGIMES: readonly Regime[] = [
  {
    name: "swings",
    first: [
      ["up", 0.5],
      ["down", 0.5],
    ],
    after: { up: [["down", 1]], down: [["up", 1]] },
    funding: { mean: 0.000_05, sd: 0.000_25 },
  },
  {
    name: "range",
    first: [
      ["range", 0.75],
      ["pause", 0.15],
      ["storm", 0.1],
    ],
    after: {},
    funding: { mean: 0, sd: 0.000_12 },
  },
  {
    name: "rising",
    first: [
      ["up", 0.6],
      ["pause", 0.3],
      ["down", 0.1],
    ],
    after: {},
    funding: { mean: 0.000_2, sd: 0.000_2 },
  },
  {
    name: "falling",
    first: [
      ["down", 0.6],
      ["pause", 0.3],
      ["up", 0.1],
    ],
    after: {},
    funding: { mean: -0.000_15, sd: 0.000_25 },
  },
  {
    name: "volatile",
    first: [
      ["storm", 0.4],
      ["up", 0.2],
      ["down", 0.2],
      ["calm", 0.2],
    ],
    after: {},
    funding: { mean: 0, sd: 0.000_6 },
  },
  {
    name: "crash",
    first: [["calm", 1]],
    after: { calm: [["crash", 1]], crash: [["recovery", 1]] },
    funding: { mean: 0.000_1, sd: 0.000_5 },
  },
];

/** No drift for longer than a phase, so that two of them with different seeds agree on nothing but their time. */
export const BALANCED = REGIMES.filter(({ name }) => name === "swings" || name === "range");

/** A walk without a direction: before the bars that a plugin is asked about. */
export const ORDINARY: Phase = PHASES.pause;

/**
 * Goes through a regime's phases.
 *
 * @param horizonBars - What one unit of a phase's length is.
 * @returns A function of the bars that have passed since the last call (part of one, or many) that answers the phase.
 */
export function phasesOf(
  regime: Regime,
  horizonBars: number,
  random: Prng,
): (bars: number) => Phase {
  let name = drawn(regime.first, random);
  let left = lengthOf(PHASES[name], horizonBars, random);
  return (bars) => {
    left -= bars;
    if (left <= 0) {
      name = drawn(regime.after[name] ?? regime.first, random);
      left = lengthOf(PHASES[name], horizonBars, random);
    }
    return PHASES[name];
  };
}

/** At least three bars: a shorter phase is a jump. */
function lengthOf(phase: Phase, horizonBars: number, random: Prng): number {
  return Math.max(3, -phase.length * horizonBars * Math.log(1 - random.next()));
}

function drawn(shares: readonly (readonly [PhaseName, number])[], random: Prng): PhaseName {
  let left = random.next();
  for (const [name, share] of shares) {
    left -= share;
    if (left < 0) return name;
  }
  return shares.at(-1)?.[0] ?? "pause";
}
