import { prng, type Prng } from "../../kernel/prng.ts";
import { fundingOf } from "./funding.ts";
import { marketOf, meanReverting, type MarketMinute } from "./market.ts";
import { traitsOf } from "./pairs.ts";
import {
  ANCHOR_HALF_LIFE_MINUTES,
  HOME_HALF_LIFE_MINUTES,
  JUMP_SD,
  MARKET_SD,
  OPEN_INTEREST,
  REGIME,
  START_MS,
  STRESS_OPEN_INTEREST_PER_HOUR,
} from "./parameters.ts";

/** One minute of one pair. Prices are whole ticks, volume and open interest whole lots: sums of them are exact. */
export interface Minute {
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  oi: number;
  /** Last settled rate at the minute's end. */
  funding: number;
}

/** Open interest of an ordinary market, in minutes of its turnover. */
const OPEN_INTEREST_MINUTES = 900;

/**
 * The market of one pair from START_MS on, one minute per call.
 *
 * @param tick - Price step, quote currency.
 * @param lot - Quantity step, coins.
 */
export function pairMinutes(
  seed: string,
  pair: string,
  tick: number,
  lot: number,
): (into: Minute) => void {
  const traits = traitsOf(pair);
  const random = prng(`${seed} pair ${pair}`);
  const market = marketOf(seed, START_MS);
  const now: MarketMinute = { regime: "range", volatility: 1, activity: 1, factor: 0 };
  const funding = fundingOf(prng(`${seed} funding ${pair}`));
  const turnoverNoise = meanReverting(90, 0.5, random);
  const interest = openInterestOf(random);
  const home = Math.log(traits.price);
  const anchorStep = 1 - Math.exp(-Math.LN2 / ANCHOR_HALF_LIFE_MINUTES);
  const homePull = Math.LN2 / HOME_HALF_LIFE_MINUTES;
  const calmSd = Math.hypot(traits.beta * MARKET_SD, traits.ownSd);
  let price = home;
  let anchor = home;
  let ticks = Math.max(1, Math.round(traits.price / tick));
  let endMs = START_MS;
  return (into) => {
    market(now);
    endMs += 60_000;
    const { pull, jumps } = REGIME[now.regime];
    const own = traits.ownSd * now.volatility * random.normal() + jump(jumps, random);
    const shock = traits.beta * now.factor + own;
    const logReturn = shock - (pull / 60) * (price - anchor) - homePull * (price - home);
    // Extremes of a Brownian bridge over the minute: what a path between its two ends would have touched.
    const sd = calmSd * now.volatility;
    const up = (logReturn + Math.sqrt(logReturn * logReturn + bridge(sd, random))) / 2;
    const down = (logReturn - Math.sqrt(logReturn * logReturn + bridge(sd, random))) / 2;
    into.open = ticks;
    const top = Math.round(Math.exp(price + up) / tick);
    const bottom = Math.round(Math.exp(price + down) / tick);
    price += logReturn;
    anchor += anchorStep * (price - anchor);
    const coins = Math.exp(price);
    ticks = Math.max(1, Math.round(coins / tick));
    into.close = ticks;
    into.high = Math.max(top, into.open, ticks);
    into.low = Math.max(1, Math.min(bottom, into.open, ticks));
    // Volume goes with movement: half of it comes anyway, the rest with the size of the minute's return.
    const moved = 0.5 + 0.6 * (Math.abs(logReturn) / calmSd);
    const turnover = traits.turnover * now.activity * Math.exp(turnoverNoise()) * moved;
    into.volume = Math.max(1, Math.round(turnover / coins / lot));
    const held =
      (OPEN_INTEREST_MINUTES * traits.turnover * interest(now.regime === "stress")) / coins;
    into.oi = Math.max(1, Math.round(held / lot));
    into.funding = funding(endMs, logReturn);
  };
}

/** 2σ² times an exponential variate: the term under the root of a bridge's maximum. */
function bridge(sd: number, random: Prng): number {
  return -2 * sd * sd * Math.log(1 - random.next());
}

function jump(perDay: number, random: Prng): number {
  return random.next() * 1_440 < perDay ? JUMP_SD * random.normal() : 0;
}

/** A factor around 1: drifts over days, and shrinks while the market is stressed, when positions are closed. */
function openInterestOf(random: Prng): (stressed: boolean) => number {
  const slow = meanReverting(OPEN_INTEREST.halfLifeMinutes, OPEN_INTEREST.sd, random);
  let shrunk = 0;
  return (stressed) => {
    const back = shrunk * (Math.LN2 / OPEN_INTEREST.halfLifeMinutes);
    shrunk += (stressed ? STRESS_OPEN_INTEREST_PER_HOUR / 60 : 0) - back;
    return Math.exp(slow() + shrunk);
  };
}
