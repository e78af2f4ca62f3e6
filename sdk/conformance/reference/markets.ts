/** The reference markets, and markets of other prices at the same times. */
import { inputWindow } from "#host/kernel/align.ts";
import { prng } from "#host/kernel/prng.ts";
import { DAY_MS, openTimeMsOf, timeframeMs } from "#host/kernel/timeframe.ts";
import type { FeedBar } from "#host/ports.ts";
import type { WindowPlan } from "../../signals/windows.ts";
import type { MakeMarkets, Market, MarketWish } from "../lab.ts";
import { barsOf, type SeriesSpan } from "./bars.ts";
import { REGIMES, type Regime } from "./regimes.ts";

/** 2012-01-01: dates lie in twenty years from then, before, during and after whatever a table could be made from. */
const FIRST_DATE_MS = 1_325_376_000_000;
const DATES_DAYS = 20 * 365;
/** Phases as long as the window, within reason: a trend that no window holds is no trend to the plugin. */
const HORIZON_BARS = { min: 40, max: 600 } as const;
const QUICK_REGIMES = 2;

/** One market for each regime, each on dates of its own. Its evaluable bars begin with a block (decision A3). */
export const referenceMarkets: MakeMarkets = (wish) => {
  const regimes = wish.quick ? REGIMES.slice(0, QUICK_REGIMES) : REGIMES;
  return regimes.map((regime) => marketOf(wish, regime));
};

function marketOf(wish: MarketWish, regime: Regime): Market {
  const { plan, tickSize } = wish;
  const seed = `${wish.seed} ${regime.name}`;
  const firstRow = firstRowOf(plan, seed);
  const endMs = openTimeMsOf(firstRow + wish.rows, plan.main.timeframe);
  const series = seriesOf(plan, firstRow);
  const steps = barsOf({ seed, regime, series, tickSize, endMs, horizonBars: horizonOf(plan) });
  return { name: regime.name, tickSize, steps };
}

/** The first bar that can be evaluated: the beginning of a block on a day that the seed chooses. */
function firstRowOf({ main }: WindowPlan, seed: string): number {
  const day = Math.floor(prng(`${seed} date`).next() * DATES_DAYS);
  const bar = (FIRST_DATE_MS + day * DAY_MS) / timeframeMs(main.timeframe);
  return Math.ceil(bar / main.lookback) * main.lookback;
}

/** Every series from its anchor at the first evaluable bar on; the same series twice begins where it must. */
function seriesOf({ main, inputs }: WindowPlan, firstRow: number): readonly SeriesSpan[] {
  const spans = new Map<string, SeriesSpan>();
  const add = (instrument: string, timeframe: SeriesSpan["timeframe"], firstBar: number): void => {
    const key = `${instrument} ${timeframe}`;
    const firstMs = openTimeMsOf(firstBar, timeframe);
    const before = spans.get(key)?.firstMs ?? firstMs;
    spans.set(key, { instrument, timeframe, firstMs: Math.min(before, firstMs) });
  };
  add(main.instrument, main.timeframe, firstRow - main.lookback);
  for (const input of inputs) {
    add(input.instrument, input.timeframe, inputWindow(firstRow, main.timeframe, input).anchor);
  }
  return [...spans.values()];
}

function horizonOf({ main }: WindowPlan): number {
  return Math.max(HORIZON_BARS.min, Math.min(HORIZON_BARS.max, main.lookback));
}

/**
 * Bars of other prices at the times of a market, for every bar that it has.
 *
 * @returns A bar of the market → the bar of the same series and time in the other prices.
 */
export function otherPrices(
  market: Market,
  plan: WindowPlan,
  seed: string,
  regime: Regime,
): (bar: FeedBar) => FeedBar {
  const firsts = new Map<string, SeriesSpan>();
  const main = plan.main;
  firsts.set(keyOf(main), { ...main, firstMs: Number.POSITIVE_INFINITY });
  for (const { bars } of market.steps) {
    for (const bar of bars) {
      const key = keyOf(bar);
      const firstMs = Math.min(firsts.get(key)?.firstMs ?? bar.candle.ts, bar.candle.ts);
      firsts.set(key, { instrument: bar.instrument, timeframe: bar.timeframe, firstMs });
    }
  }
  const endMs = market.steps.at(-1)?.closeMs ?? 0;
  const { tickSize } = market;
  const series = [...firsts.values()];
  const horizonBars = horizonOf(plan);
  const steps = barsOf({ seed, regime, series, tickSize, endMs, horizonBars });
  const found = new Map<string, FeedBar>();
  for (const { bars } of steps) for (const bar of bars) found.set(`${keyOf(bar)} ${bar.bar}`, bar);
  return (bar) => found.get(`${keyOf(bar)} ${bar.bar}`) ?? bar;
}

function keyOf(of: Pick<FeedBar, "instrument" | "timeframe">): string {
  return `${of.instrument} ${of.timeframe}`;
}
