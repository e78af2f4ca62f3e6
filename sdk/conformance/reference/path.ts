/** Prices, volume, funding and open interest of one pair, step by step; a step is any length of time. */
import { meanReverting } from "#host/feed/simulated/market.ts";
import { traitsOf } from "#host/feed/simulated/pairs.ts";
import { FUNDING_INTERVAL_MS } from "#host/feed/simulated/parameters.ts";
import { sideValueAt, type SideValue } from "#host/kernel/align.ts";
import { prng, type Prng } from "#host/kernel/prng.ts";
import { DAY_MS } from "#host/kernel/timeframe.ts";
import { quirksOf } from "./quirks.ts";
import type { Phase, Regime } from "./regimes.ts";

/** Standard deviation of a day's log return in an ordinary market. */
const DAY_SD = 0.035;
/** A step longer than this many ordinary bars moves like so many bars at most: a day on a 1m plugin stays a day. */
const JUMP_SD_BARS = 4;
/** Pull towards the first price, per bar and standard deviation: years of falling must leave a price. */
const HOME_PULL = 0.05;
/** Fewer ticks than this in a price, and rounding would be the market. */
const TICKS_MIN = 5_000;
/** Per settlement; venues cap the rate. */
const FUNDING_MAX = 0.003;
const LOTS_PER_COIN = 1_000;

/** One step of one pair. Prices are whole ticks, volume whole lots: sums of them are exact. */
export interface PathStep {
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** What all pairs share in one step. */
export interface StepMarket {
  readonly phase: Phase;
  /** Length of the step in bars of the plugin's timeframe. */
  readonly bars: number;
  /** Common factor, standard normal. */
  readonly factor: number;
  readonly endMs: number;
}

export interface Path {
  readonly tickE8: number;
  readonly step: PathStep;
  advance(market: StepMarket): void;
  /** Joined as a host joins them: the newest value that was published when the bar closed (decision A4). */
  fundingAt(closeMs: number): number;
  oiAt(closeMs: number): number;
}

export interface PathOptions {
  readonly seed: string;
  readonly pair: string;
  /** null: a tick that suits the price. */
  readonly tickSize: number | null;
  readonly barMs: number;
  readonly regime: Regime;
  readonly startMs: number;
}

export function pathOf(options: PathOptions): Path {
  const { seed, pair, barMs, startMs } = options;
  const traits = traitsOf(pair);
  const random = prng(`${seed} path ${pair}`);
  const wanted = traits.price * Math.exp(0.7 * random.normal());
  const tickE8 = Math.max(1, Math.round((options.tickSize ?? roundTick(wanted)) * 1e8));
  const tick = tickE8 / 1e8;
  const home = Math.log(Math.max(wanted, TICKS_MIN * tick));
  const barSd = DAY_SD * Math.sqrt(barMs / DAY_MS);
  const fast = meanReverting(20, 0.35, random);
  const slow = meanReverting(200, 0.3, random);
  const turnover = meanReverting(30, 0.5, random);
  const quirks = quirksOf(`${seed} quirks ${pair}`);
  const side = sideValues(options, random, startMs);
  let [price, anchor] = [home, home];
  let ticks = Math.round(Math.exp(home) / tick);
  const step: PathStep = { open: ticks, high: ticks, low: ticks, close: ticks, volume: 0 };
  const advance = ({ phase, bars, factor, endMs }: StepMarket): void => {
    const sd = barSd * Math.sqrt(bars) * phase.volatility * Math.exp(fast() + slow());
    const shock = sd * (0.75 * traits.beta * factor + 0.6 * random.normal());
    const pulled = Math.min(1, phase.pull * bars) * (price - anchor);
    const homeward = Math.min(0.5, HOME_PULL * barSd * bars) * (price - home);
    const usual =
      phase.drift * barSd * bars + shock - pulled - homeward + jump(phase, barSd, random);
    const quirk = quirks(bars, (sd * Math.exp(price)) / tick);
    const moved = quirk.moved(usual);
    const [up, down] = quirk.reach(...extremes(moved, sd, random));
    const before = { ...step };
    step.open = Math.max(2, ticks + quirk.gapTicks);
    const top = Math.round(Math.exp(price + up) / tick);
    const bottom = Math.round(Math.exp(price + down) / tick);
    price += moved;
    anchor += Math.min(1, 0.02 * bars) * (price - anchor);
    step.close = Math.max(2, Math.round(Math.exp(price) / tick));
    step.high = Math.max(top, step.open, step.close);
    step.low = Math.max(1, Math.min(bottom, step.open, step.close));
    const activity =
      Math.exp(turnover()) * (0.5 + 0.6 * (Math.abs(moved) / (barSd * Math.sqrt(bars))));
    const coins = (traits.turnover * (barMs / 60_000) * bars * activity) / Math.exp(price);
    step.volume = quirk.lots(coins * LOTS_PER_COIN);
    quirk.finish(step, before);
    ticks = step.close;
    side.advance(endMs, moved / barSd);
  };
  return { tickE8, step, advance, fundingAt: side.fundingAt, oiAt: side.oiAt };
}

/** Five digits of a price. */
function roundTick(price: number): number {
  return 10 ** Math.max(-8, Math.floor(Math.log10(price)) - 4);
}

function jump({ jumps }: Phase, barSd: number, random: Prng): number {
  return random.next() < jumps ? JUMP_SD_BARS * barSd * random.normal() : 0;
}

/** Extremes of a Brownian bridge over the step: what a path between its two ends would have touched. */
function extremes(moved: number, sd: number, random: Prng): readonly [up: number, down: number] {
  const reach = () => Math.sqrt(moved * moved - 2 * sd * sd * Math.log(1 - random.next()));
  return [(moved + reach()) / 2, (moved - reach()) / 2];
}

/**
 * Funding settles every eight hours, from a premium that follows recent returns; half of all markets publish it some
 * seconds later, so that a bar closing with a settlement does not see it. Open interest is known at each step's end.
 */
function sideValues({ regime, pair }: PathOptions, random: Prng, startMs: number) {
  const lagMs = random.next() < 0.5 ? 0 : 1 + Math.floor(random.next() * 50_000);
  const premium = meanReverting(6, regime.funding.sd, random);
  const interest = meanReverting(150, 0.25, random);
  const held = (500_000_000 / traitsOf(pair).price) * LOTS_PER_COIN;
  let settledMs = Math.floor(startMs / FUNDING_INTERVAL_MS) * FUNDING_INTERVAL_MS;
  let trend = 0;
  const rates: SideValue[] = [];
  let oi: SideValue = { value: Math.round(held) / LOTS_PER_COIN, availableAtMs: startMs };
  const settle = (atMs: number): void => {
    const rate = regime.funding.mean + premium() + 0.3 * regime.funding.sd * trend;
    const capped = Math.max(-FUNDING_MAX, Math.min(FUNDING_MAX, rate));
    rates.push({ value: Math.round(capped * 1e8) / 1e8 + 0, availableAtMs: atMs + lagMs });
    // What a bar sees is among the last few; older ones would only be searched.
    if (rates.length > 8) rates.shift();
  };
  settle(settledMs - FUNDING_INTERVAL_MS);
  settle(settledMs);
  return {
    advance(endMs: number, moved: number): void {
      trend = 0.97 * trend + 0.06 * Math.max(-5, Math.min(5, moved));
      while (settledMs + FUNDING_INTERVAL_MS <= endMs) settle((settledMs += FUNDING_INTERVAL_MS));
      const lots = Math.max(1, Math.round(held * Math.exp(interest() + 0.02 * trend)));
      oi = { value: lots / LOTS_PER_COIN, availableAtMs: endMs };
    },
    fundingAt: (closeMs: number) => known(rates, closeMs),
    oiAt: (closeMs: number) => known([oi], closeMs),
  };
}

/** A generator that has no value for its own bar is broken. */
function known(values: readonly SideValue[], closeMs: number): number {
  const found = sideValueAt(values, closeMs, 2 * FUNDING_INTERVAL_MS);
  if (!found.ok) throw new Error(`a reference market knows its values: ${found.refusal.message}`);
  return found.value;
}
