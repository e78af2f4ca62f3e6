import type { Candle, Columns, Timeframe } from "../../contract/candles.ts";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import { ok, refuse, type Refused, type Result } from "../../kernel/result.ts";
import { barOf, timeframeMs } from "../../kernel/timeframe.ts";
import type { Feed, FeedBar, FeedStep, Subscription } from "../../ports.ts";
import { addTo, emptyAggregate, type Aggregate } from "../aggregate.ts";
import { paced, type Pace } from "../pace.ts";
import { distinct } from "../subscriptions.ts";
import type { CandleFile } from "./read.ts";

export interface FileFeedOptions {
  readonly candles: CandleFile;
  /** Instrument whose bars the file has. */
  readonly pair: string;
  /** The file's own series, and longer timeframes made from it. */
  readonly subscriptions: readonly Subscription[];
  readonly pace: Pace;
}

/**
 * Plays a candle file. Longer timeframes are made of the file's bars; one with a bar missing is itself missing.
 *
 * @returns Refusal: feed_lacks_series for another pair, or a timeframe that the file's bars do not make up.
 */
export function fileFeed(asked: FileFeedOptions): Result<Feed> {
  const { candles, pair, pace } = asked;
  const subscriptions = distinct(asked.subscriptions);
  const options = { ...asked, subscriptions };
  for (const subscription of subscriptions) {
    const refused = lacks(candles.timeframe, pair, subscription);
    if (refused !== null) return refused;
  }
  const { ts } = candles.columns;
  return ok({
    identity: canonicalJson({
      kind: "file",
      sha256: candles.sha256,
      pair,
      timeframe: candles.timeframe,
      series: subscriptions.map(({ timeframe }) => timeframe),
    }),
    stepsTotal: countSteps(options),
    steps: (afterMs, signal) =>
      paced(stepsAfter(afterMs, options), pace, Math.max(afterMs, ts[0] ?? 0), signal),
  });
}

function lacks(
  have: Timeframe,
  pair: string,
  { instrument, timeframe }: Subscription,
): Refused | null {
  if (instrument === pair && timeframeMs(timeframe) % timeframeMs(have) === 0) return null;
  return refuse(
    "feed_lacks_series",
    `feed has ${pair} ${have}, a slot needs ${instrument} ${timeframe}`,
  );
}

interface Building {
  readonly subscription: Subscription;
  readonly lengthMs: number;
  /** Bars of the file in one bar of this series. */
  readonly parts: number;
  readonly bar: Aggregate;
}

function* stepsAfter(
  afterMs: number,
  { candles, subscriptions }: FileFeedOptions,
): Generator<FeedStep> {
  const { columns, timeframe } = candles;
  const stepMs = timeframeMs(timeframe);
  const building = subscriptions.map((subscription) => buildingOf(subscription, stepMs));
  for (let index = 0; index < columns.length; index += 1) {
    const candle = candleAt(columns, index);
    const closeMs = candle.ts + stepMs;
    const bars: FeedBar[] = [];
    for (const one of building) {
      if (candle.ts % one.lengthMs === 0) one.bar.count = 0;
      addTo(one.bar, candle);
      if (closeMs % one.lengthMs !== 0) continue;
      // Fewer parts than it has room for: some were missing, and so is this bar.
      if (one.bar.count === one.parts && closeMs > afterMs)
        bars.push(feedBar(one, candle, closeMs));
      one.bar.count = 0;
    }
    if (bars.length > 0) yield { closeMs, bars };
  }
}

function buildingOf(subscription: Subscription, stepMs: number): Building {
  const lengthMs = timeframeMs(subscription.timeframe);
  return { subscription, lengthMs, parts: lengthMs / stepMs, bar: emptyAggregate() };
}

function feedBar(
  { subscription, lengthMs, bar }: Building,
  last: Candle,
  closeMs: number,
): FeedBar {
  const { instrument, timeframe } = subscription;
  const ts = closeMs - lengthMs;
  const { open, high, low, close, volume } = bar;
  const candle = { ts, open, high, low, close, volume, funding: last.funding, oi: last.oi };
  return { instrument, timeframe, bar: barOf(ts, timeframe), candle, availableAtMs: closeMs };
}

/** The bar at `index`, with null for a side value that is not known. */
export function candleAt(columns: Columns, index: number): Candle {
  const value = (name: keyof Candle): number => columns[name][index] ?? Number.NaN;
  const [funding, oi] = [value("funding"), value("oi")];
  return {
    ts: value("ts"),
    open: value("open"),
    high: value("high"),
    low: value("low"),
    close: value("close"),
    volume: value("volume"),
    funding: Number.isNaN(funding) ? null : funding,
    oi: Number.isNaN(oi) ? null : oi,
  };
}

function countSteps(options: FileFeedOptions): number {
  let steps = 0;
  for (const { bars } of stepsAfter(-1, options)) steps += bars.length > 0 ? 1 : 0;
  return steps;
}
