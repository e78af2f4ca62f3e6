import type { Candle, Timeframe } from "#host/contract/candles.ts";
import { openTimeMsOf } from "#host/kernel/timeframe.ts";
import type { Feed, FeedStep } from "#host/ports.ts";

/** A plausible candle for bar `bar`; `change` states only the difference. */
export function aCandle(
  bar: number,
  change: Partial<Candle> = {},
  timeframe: Timeframe = "5m",
): Candle {
  const open = 100 + (bar % 7);
  return {
    ts: openTimeMsOf(bar, timeframe),
    open,
    high: open + 2,
    low: open - 1,
    close: open + 1,
    volume: 10 + (bar % 3),
    funding: 0.0001,
    oi: 1_000,
    ...change,
  };
}

/** The first `limit` steps of a feed, or all of them. */
export async function stepsOf(
  feed: Feed,
  { afterMs = -1, limit = Number.POSITIVE_INFINITY } = {},
): Promise<FeedStep[]> {
  const steps: FeedStep[] = [];
  if (limit === 0) return steps;
  for await (const step of feed.steps(afterMs, new AbortController().signal)) {
    steps.push(step);
    if (steps.length >= limit) break;
  }
  return steps;
}
