/** A caller's candles as a market of the suite: the newest bars of a file, with the series made of them. */
import { basename } from "node:path";
import { timeframeMs } from "#host/kernel/timeframe.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import type { FeedStep } from "#host/ports.ts";
import { printable } from "#host/terminal/escape.ts";
import type { Market as Data } from "../signals/market.ts";
import type { WindowPlan } from "../signals/windows.ts";
import type { Market } from "./lab.ts";

/**
 * @param barsMax - Bars of the main series that are kept, the newest, besides the windows before them.
 * @returns Refusal: feed_lacks_series, and what `Data.feedOf` says.
 */
export async function marketOfFile(
  data: Data,
  plan: WindowPlan,
  tickSize: number,
  barsMax: number,
): Promise<Result<Market>> {
  const feed = data.feedOf([plan.main, ...plan.inputs]);
  if (!feed.ok) return feed;
  const steps: FeedStep[] = [];
  for await (const step of feed.value.steps(-1, new AbortController().signal)) steps.push(step);
  const last = steps.at(-1);
  if (last === undefined) return refuse("candles_invalid", `${data.name} has no bars`);
  const spans = [plan.main, ...plan.inputs].map(
    ({ lookback, timeframe }) => 2 * lookback * timeframeMs(timeframe),
  );
  const firstMs = last.closeMs - barsMax * timeframeMs(plan.main.timeframe) - Math.max(...spans);
  // A name may be anything; what a certificate shows is printable and short.
  const name = printable(basename(data.name), 100).slice(0, 200) || "data";
  return ok({ name, tickSize, steps: steps.filter(({ closeMs }) => closeMs > firstMs) });
}
