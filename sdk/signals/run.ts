/** Puts together a plugin, a market and a cell, and evaluates every bar. */
import { openCell, type CellPlugin } from "#host/cell/session.ts";
import type { Timeframe } from "#host/contract/candles.ts";
import type { PluginManifest } from "#host/contract/manifest.ts";
import { ok, type Result } from "#host/kernel/result.ts";
import type { FeedStep } from "#host/ports.ts";
import { evaluateFeed, type SignalsRun } from "./evaluate.ts";
import type { Market } from "./market.ts";
import type { WindowPlan } from "./windows.ts";

/**
 * Which resident answers are computed again in a fresh isolate: one in a hundred, the same ones every time. Not every
 * beginning of a signal, as in a run of the host: nobody trades on these, and a signal on every second bar would cost
 * a fresh isolate each time.
 */
const SAMPLE = { rate: 0.01, seed: "signals", beginningsMax: 500 } as const;

export interface SignalsJob {
  readonly plugin: CellPlugin;
  /** null: a bare script. */
  readonly manifest: PluginManifest | null;
  readonly exports: readonly string[];
  readonly market: Market;
  readonly onProgress: (rows: number, found: number) => void;
}

/**
 * @returns Every signal or value, and every fault. Refusals, before the first bar: feed_lacks_series, instrument_unknown,
 *   plugin_not_loaded, cell_not_started.
 */
export async function runSignals(job: SignalsJob): Promise<Result<SignalsRun>> {
  const { market, plugin } = job;
  const plan = windowPlanOf({ ...job, timeframe: market.timeframe });
  const feed = market.feedOf([plan.main, ...plan.inputs]);
  if (!feed.ok) return feed;
  const session = await openCell(plugin, { mode: "resident", sample: SAMPLE });
  if (!session.ok) return session;
  try {
    const stop = new AbortController();
    const steps = firstBars(feed.value.steps(-1, stop.signal), plan, market.bars);
    const fn = plugin.kind === "strategy" ? "entry" : "value";
    const asked = { fn, cell: session.value } as const;
    return ok(await evaluateFeed(steps, plan, asked, job.onProgress));
  } finally {
    await session.value.close();
  }
}

/** Which series a plugin reads, cut how. */
export function windowPlanOf(job: {
  readonly plugin: Pick<CellPlugin, "pair" | "lookback">;
  readonly manifest: PluginManifest | null;
  readonly exports: readonly string[];
  readonly timeframe: Timeframe;
}): WindowPlan {
  const { plugin, manifest, exports, timeframe } = job;
  const { pair: instrument, lookback } = plugin;
  const inputs = Object.entries(manifest?.inputs ?? {}).map(([name, input]) => ({
    name,
    instrument: input.pair ?? instrument,
    timeframe: input.timeframe ?? timeframe,
    lookback: input.lookback,
    needs: input.needs,
  }));
  return {
    // A bare script has no needs: what its data does not say is NaN, and no bar is refused for it.
    main: { instrument, timeframe, lookback, needs: manifest?.needs ?? [] },
    inputs,
    windowOnly: inputs.length === 0 && !exports.includes("indicators"),
  };
}

/** A simulated day may have more bars than were asked for. */
async function* firstBars(
  steps: AsyncIterable<FeedStep>,
  { main }: WindowPlan,
  barsMax: number,
): AsyncGenerator<FeedStep> {
  let bars = 0;
  for await (const step of steps) {
    yield step;
    const own = step.bars.some(
      (bar) => bar.instrument === main.instrument && bar.timeframe === main.timeframe,
    );
    bars += own ? 1 : 0;
    if (bars >= barsMax) return;
  }
}
