/** A seeded market as a list of steps: small, wild enough that stops and targets are hit, and the same every time. */
import type { Candle, Timeframe } from "#host/contract/candles.ts";
import { prng } from "#host/kernel/prng.ts";
import { barOf, timeframeMs } from "#host/kernel/timeframe.ts";
import type { Feed, FeedBar, FeedStep, Subscription } from "#host/ports.ts";

export const MARKET_START_MS = 1_767_225_600_000;

interface Pair {
  readonly start: number;
  readonly decimals: number;
}

const PAIRS: Readonly<Record<string, Pair>> = {
  BTCUSDT: { start: 90_000, decimals: 1 },
  ETHUSDT: { start: 3_000, decimals: 2 },
  XRPUSDT: { start: 2, decimals: 4 },
  DOGEUSDT: { start: 0.3, decimals: 5 },
};

export interface MarketOptions {
  readonly seed: string;
  /** Bars of the base timeframe. */
  readonly bars: number;
  readonly base?: Timeframe;
  /** Standard deviation of one base bar's return. */
  readonly volatility?: number;
}

/** Bars of every subscription, aggregated from one walk per instrument. Funding is known on every bar. */
export function marketSteps(
  subscriptions: readonly Subscription[],
  options: MarketOptions,
): FeedStep[] {
  const baseMs = timeframeMs(options.base ?? "5m");
  const instruments = [...new Set(subscriptions.map(({ instrument }) => instrument))];
  const walks = new Map(instruments.map((id) => [id, walkOf(id, baseMs, options)]));
  const steps: FeedStep[] = [];
  for (let at = 0; at < options.bars; at += 1) {
    const closeMs = MARKET_START_MS + (at + 1) * baseMs;
    const bars = subscriptions.flatMap((each) => {
      const bar = barClosing(each, closeMs, walks.get(each.instrument) ?? [], baseMs);
      return bar === null ? [] : [bar];
    });
    if (bars.length > 0) steps.push({ closeMs, bars });
  }
  return steps;
}

/** Steps that are given, as fast as they are taken. */
export function listedFeed(steps: readonly FeedStep[]): Feed {
  return {
    identity: "listed",
    stepsTotal: steps.length,
    async *steps(afterMs, signal) {
      for (const step of steps) {
        if (signal.aborted) return;
        if (step.closeMs > afterMs) yield step;
      }
    },
  };
}

/** The feed of a market, whatever is subscribed. */
export function marketFeed(
  options: MarketOptions,
): (subscriptions: readonly Subscription[]) => Feed {
  return (subscriptions) => listedFeed(marketSteps(subscriptions, options));
}

function walkOf(id: string, baseMs: number, { seed, bars, volatility = 0.003 }: MarketOptions) {
  const random = prng(`${seed} ${id}`);
  const { start, decimals } = PAIRS[id] ?? { start: 100, decimals: 2 };
  const rounded = (value: number, digits = decimals): number => Number(value.toFixed(digits));
  let last = start;
  return Array.from({ length: bars }, (_, at): Candle => {
    const open = last;
    const close = rounded(open * (1 + volatility * random.normal()));
    const high = rounded(Math.max(open, close) * (1 + (volatility / 2) * random.next()));
    const low = rounded(Math.min(open, close) * (1 - (volatility / 2) * random.next()));
    last = close;
    const volume = Math.round(10 + 5 * random.next());
    const funding = rounded(0.0002 * random.normal(), 6);
    return {
      ts: MARKET_START_MS + at * baseMs,
      open,
      high,
      low,
      close,
      volume,
      funding,
      oi: 1_000 + at,
    };
  });
}

function barClosing(
  { instrument, timeframe }: Subscription,
  closeMs: number,
  walk: readonly Candle[],
  baseMs: number,
): FeedBar | null {
  const lengthMs = timeframeMs(timeframe);
  if (closeMs % lengthMs !== 0) return null;
  const ts = closeMs - lengthMs;
  const parts = walk
    .slice(Math.max(0, (ts - MARKET_START_MS) / baseMs))
    .slice(0, lengthMs / baseMs);
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined || parts.length < lengthMs / baseMs) return null;
  const candle: Candle = {
    ...last,
    ts,
    open: first.open,
    high: Math.max(...parts.map(({ high }) => high)),
    low: Math.min(...parts.map(({ low }) => low)),
    volume: parts.reduce((sum, { volume }) => sum + volume, 0),
  };
  return { instrument, timeframe, bar: barOf(ts, timeframe), candle, availableAtMs: closeMs };
}
