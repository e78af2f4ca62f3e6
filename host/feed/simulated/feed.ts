import { TIMEFRAMES, type Candle } from "../../contract/candles.ts";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import type { E8 } from "../../kernel/e8.ts";
import { assert } from "../../kernel/result.ts";
import { barOf, DAY_MS, timeframeMs } from "../../kernel/timeframe.ts";
import type { Feed, FeedBar, FeedStep, Subscription } from "../../ports.ts";
import { addTo, emptyAggregate, type Aggregate } from "../aggregate.ts";
import { paced, type Pace } from "../pace.ts";
import { distinct } from "../subscriptions.ts";
import { pairMinutes, type Minute } from "./pair.ts";
import { GENERATOR_VERSION, START_MS } from "./parameters.ts";

/** The steps of an instrument's prices and quantities; `InstrumentRules` has them. */
export interface Grid {
  readonly id: string;
  readonly tickE8: E8;
  readonly lotE8: E8;
}

export interface SimulatedOptions {
  readonly seed: string;
  readonly subscriptions: readonly Subscription[];
  /** At least those that are subscribed to. */
  readonly instruments: readonly Grid[];
  /** Days from 2026-01-01T00:00Z, or null for a market without end. */
  readonly days: number | null;
  readonly pace: Pace;
}

/** A seeded market: the same seed, instruments and steps give the same bytes on every machine of the pinned engine. */
export function simulatedFeed(options: SimulatedOptions): Feed {
  const { seed, days, pace } = options;
  const subscriptions = distinct(options.subscriptions);
  const grids = gridsOf(options);
  return {
    identity: canonicalJson({
      kind: "simulated",
      generator: GENERATOR_VERSION,
      seed,
      startMs: START_MS,
      series: subscriptions.map(({ instrument, timeframe }) => ({ instrument, timeframe })),
      grids: grids.map((g) => ({ id: g.id, tickE8: `${g.tickE8}`, lotE8: `${g.lotE8}` })),
    }),
    stepsTotal: days === null ? null : days * closesPerDay(subscriptions),
    steps(afterMs, signal) {
      const steps = stepsAfter(afterMs, { ...options, subscriptions }, grids);
      return paced(steps, pace, Math.max(afterMs, START_MS), signal);
    },
  };
}

/** In order of first subscription: what the identity and the steps are made of. */
function gridsOf({ subscriptions, instruments }: SimulatedOptions): readonly Grid[] {
  const ids = [...new Set(subscriptions.map(({ instrument }) => instrument))];
  return ids.map((id) => {
    const grid = instruments.find((one) => one.id === id);
    assert(grid !== undefined, `the steps of ${id} are given`);
    return grid;
  });
}

/** Every timeframe divides the day, so one day counts for all. */
function closesPerDay(subscriptions: readonly Subscription[]): number {
  const lengths = new Set(subscriptions.map(({ timeframe }) => TIMEFRAMES[timeframe]));
  let closes = 0;
  for (let minute = 1; minute <= 1_440; minute += 1) {
    if ([...lengths].some((length) => minute % length === 0)) closes += 1;
  }
  return closes;
}

interface Simulation {
  readonly grid: Grid;
  readonly advance: (into: Minute) => void;
  readonly minute: Minute;
}

interface Building {
  readonly subscription: Subscription;
  readonly lengthMs: number;
  readonly from: Simulation;
  readonly bar: Aggregate;
}

/** Generated minute by minute as they are asked for. What is skipped is computed and thrown away: 5 M minutes a second. */
function* stepsAfter(
  afterMs: number,
  { seed, subscriptions, days }: SimulatedOptions,
  grids: readonly Grid[],
): Generator<FeedStep> {
  const simulations = grids.map((grid) => simulationOf(seed, grid));
  const building = subscriptions.map((subscription) => {
    const from = simulations.find(({ grid }) => grid.id === subscription.instrument);
    assert(from !== undefined, "every subscribed pair is simulated");
    const lengthMs = timeframeMs(subscription.timeframe);
    return { subscription, lengthMs, from, bar: emptyAggregate() };
  });
  const endMs = days === null ? Number.POSITIVE_INFINITY : START_MS + days * DAY_MS;
  for (let closeMs = START_MS + 60_000; closeMs <= endMs; closeMs += 60_000) {
    for (const { advance, minute } of simulations) advance(minute);
    const bars: FeedBar[] = [];
    for (const one of building) {
      addTo(one.bar, one.from.minute);
      if (closeMs % one.lengthMs !== 0) continue;
      if (closeMs > afterMs) bars.push(feedBar(one, closeMs));
      one.bar.count = 0;
    }
    if (bars.length > 0) yield { closeMs, bars };
  }
}

function simulationOf(seed: string, grid: Grid): Simulation {
  const [tick, lot] = [Number(grid.tickE8) / 1e8, Number(grid.lotE8) / 1e8];
  const minute = { open: 0, high: 0, low: 0, close: 0, volume: 0, oi: 0, funding: 0 };
  return { grid, advance: pairMinutes(seed, grid.id, tick, lot), minute };
}

function feedBar({ subscription, lengthMs, from, bar }: Building, closeMs: number): FeedBar {
  const { instrument, timeframe } = subscription;
  const ts = closeMs - lengthMs;
  const tickE8 = Number(from.grid.tickE8);
  const lotE8 = Number(from.grid.lotE8);
  const candle: Candle = {
    ts,
    open: ofSteps(bar.open, tickE8),
    high: ofSteps(bar.high, tickE8),
    low: ofSteps(bar.low, tickE8),
    close: ofSteps(bar.close, tickE8),
    volume: ofSteps(bar.volume, lotE8),
    funding: from.minute.funding,
    oi: ofSteps(from.minute.oi, lotE8),
  };
  return { instrument, timeframe, bar: barOf(ts, timeframe), candle, availableAtMs: closeMs };
}

/** The double nearest to the exact decimal: one rounding, so 87500.1 prints as 87500.1. */
function ofSteps(count: number, stepE8: number): number {
  return (count * stepE8) / 1e8;
}
