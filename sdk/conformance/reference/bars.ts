/** Bars of several series out of the paths of their pairs: one clock, every timeframe made of the same steps. */
import { addTo, emptyAggregate, type Aggregate } from "#host/feed/aggregate.ts";
import type { Candle, Timeframe } from "#host/contract/candles.ts";
import { prng } from "#host/kernel/prng.ts";
import { assert } from "#host/kernel/result.ts";
import { barOf, DAY_MS, timeframeMs } from "#host/kernel/timeframe.ts";
import type { FeedBar, FeedStep } from "#host/ports.ts";
import { pathOf, type Path } from "./path.ts";
import { ORDINARY, phasesOf, type Regime } from "./regimes.ts";

/** One series, from its first bar on. */
export interface SeriesSpan {
  readonly instrument: string;
  readonly timeframe: Timeframe;
  /** Open time of the first bar. */
  readonly firstMs: number;
}

export interface BarsWish {
  readonly seed: string;
  readonly regime: Regime;
  /** The plugin's own series first. Each series once. */
  readonly series: readonly SeriesSpan[];
  /** Of the first series' instrument. */
  readonly tickSize: number;
  /** Phases last about so many bars of the first series. */
  readonly horizonBars: number;
  /** No bar closes after this. */
  readonly endMs: number;
}

interface Building extends SeriesSpan {
  readonly lengthMs: number;
  readonly path: Path;
  readonly bar: Aggregate;
}

/**
 * Generates the bars, oldest first.
 *
 * A step of the clock is as long as all series that have begun allow: years of daily bars before the first 5m bar cost
 * a step a day. Each pair's path is its own, around a common factor.
 */
export function barsOf(wish: BarsWish): readonly FeedStep[] {
  const { seed, series, regime, endMs } = wish;
  const [main] = series;
  assert(main !== undefined, "a market has a series");
  const barMs = timeframeMs(main.timeframe);
  const random = prng(`${seed} market`);
  const phase = phasesOf(regime, wish.horizonBars, prng(`${seed} phases`));
  const startMs = dayOf(Math.min(...series.map(({ firstMs }) => firstMs)));
  const building = buildingOf(wish, startMs, barMs);
  const paths = [...new Set(building.map(({ path }) => path))];
  const steps: FeedStep[] = [];
  for (let dayMs = startMs; dayMs < endMs; dayMs += DAY_MS) {
    const begun = building.filter(({ firstMs }) => dayOf(firstMs) <= dayMs);
    const stepMs = begun.map(({ lengthMs }) => lengthMs).reduce(gcd);
    const quiet = dayMs < dayOf(main.firstMs);
    for (let atMs = dayMs + stepMs; atMs <= dayMs + DAY_MS; atMs += stepMs) {
      if (atMs > endMs) return steps;
      const bars = stepMs / barMs;
      const market = {
        phase: quiet ? ORDINARY : phase(bars),
        bars,
        factor: random.normal(),
        endMs: atMs,
      };
      for (const path of paths) path.advance(market);
      const closed = begun.flatMap((one) => closedBar(one, atMs) ?? []);
      if (closed.length > 0) steps.push({ closeMs: atMs, bars: closed });
    }
  }
  return steps;
}

function buildingOf(wish: BarsWish, startMs: number, barMs: number): readonly Building[] {
  const { seed, series, regime } = wish;
  const paths = new Map<string, Path>();
  return series.map((span, i) => {
    const pair = span.instrument;
    const tickSize = i === 0 ? wish.tickSize : null;
    const path = paths.get(pair) ?? pathOf({ seed, pair, tickSize, barMs, regime, startMs });
    paths.set(pair, path);
    return { ...span, lengthMs: timeframeMs(span.timeframe), path, bar: emptyAggregate() };
  });
}

/** Takes the path's step in; null while the bar is not complete, or lies before the first that was wished for. */
function closedBar(one: Building, closeMs: number): FeedBar | null {
  const { instrument, timeframe, lengthMs, path, bar } = one;
  addTo(bar, path.step);
  if (closeMs % lengthMs !== 0) return null;
  bar.count = 0;
  const ts = closeMs - lengthMs;
  if (ts < one.firstMs) return null;
  const price = (ticks: number): number => (ticks * path.tickE8) / 1e8;
  const candle: Candle = {
    ts,
    open: price(bar.open),
    high: price(bar.high),
    low: price(bar.low),
    close: price(bar.close),
    volume: bar.volume / 1_000,
    funding: path.fundingAt(closeMs),
    oi: path.oiAt(closeMs),
  };
  return { instrument, timeframe, bar: barOf(ts, timeframe), candle, availableAtMs: closeMs };
}

function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
