/** Two strategies over the same bars: evidence that is prepared before anybody signs (decision B4). */
import { hostConfig } from "#host/contract/config.ts";
import { comparisonReport, type ComparisonReport } from "#host/contract/comparison.ts";
import type { Candle, Timeframe } from "#host/contract/candles.ts";
import { e8, numberOfE8 } from "#host/kernel/e8.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { isoInstant } from "#host/kernel/instant.ts";
import { tickSizeOf, type InstrumentRules } from "#host/kernel/instrument.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import { timeframeMs } from "#host/kernel/timeframe.ts";
import type { Costs } from "#host/sim/costs.ts";
import { readIfThere } from "#host/workspace/config.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { parseToml } from "#host/workspace/toml.ts";
import { engineHere } from "../conformance/certificate.ts";
import { marketOfFile } from "../conformance/data-file.ts";
import type { Market } from "../conformance/lab.ts";
import { framedBy } from "../conformance/recording.ts";
import type { Market as Data } from "../signals/market.ts";
import { windowPlanOf } from "../signals/run.ts";
import type { ActiveSide } from "./active.ts";
import { answersOf, barAnswersOf, type AnsweredMarket } from "./answers.ts";
import { decisionsOf } from "./decisions.ts";
import { metricsOf, type Metrics } from "./metrics.ts";
import { cellPluginOf, type Side } from "./side.ts";
import { runSlot } from "./slot-account.ts";
import { declaredRisk } from "./terms.ts";

/** What is compared with the candidate; an active one brings its signed limits. */
export type Against = ActiveSide | Side;

export interface CompareJob {
  readonly candidate: Side;
  readonly against: Against | null;
  readonly slot: string | null;
  readonly pair: string;
  readonly rules: InstrumentRules;
  readonly costs: Costs & { readonly makerFeeBpsE8: bigint };
  readonly data: Data;
  /** Bars that are compared, the newest; the windows before them are read besides. */
  readonly barsMax: number;
  readonly nowMs: number;
  readonly onProgress: (what: string, share: number) => void;
}

export function isActive(side: Against): side is ActiveSide {
  return "approval" in side;
}

/** Costs of the paper venue, as config/host.toml has them. Refusal: config_invalid. */
export function readCosts(workspace: Workspace): Result<CompareJob["costs"]> {
  const bytes = readIfThere(workspace.hostToml);
  const config =
    bytes === null
      ? ok(hostConfig.parse({}))
      : parseToml(bytes.toString("utf8"), "config/host.toml", hostConfig);
  if (!config.ok) return config;
  const { paper } = config.value;
  return ok({
    makerFeeBpsE8: e8(paper.maker_fee_bps),
    takerFeeBpsE8: e8(paper.taker_fee_bps),
    slippageBpsE8: e8(paper.slippage_bps),
  });
}

/**
 * Runs both over the same bars.
 *
 * @returns Refusals: those of the data and of the cell; compare_no_bars when no bar can be decided by both.
 */
export async function compare(job: CompareJob): Promise<Result<ComparisonReport>> {
  const { candidate, against } = job;
  const own = await answered(job, candidate, `${candidate.manifest.id}: answers`);
  if (!own.ok) return own;
  const other = await answeredIfThere(job, against);
  if (!other.ok) return other;
  const bars =
    otherTimeframeOf(job) === null
      ? alike(job, own.value, other.value)
      : apart(job, own.value, other.value);
  const [first] = bars.own;
  const last = bars.own.at(-1);
  if (first === undefined || last === undefined || (against !== null && bars.other.length === 0)) {
    return refuse("compare_no_bars", `${job.data.name} has no bar that both can decide`);
  }
  const data = {
    name: own.value.market.name,
    sha256: digestOf(own.value, other.value),
    bars: bars.own.length,
    fromMs: first.candle.ts,
    toMs: last.candle.ts + timeframeMs(candidate.manifest.timeframe),
  };
  return ok(reportOf(job, bars, data));
}

/** What each of the two decides, oldest first. */
interface Bars {
  readonly own: readonly DecidedBar[];
  readonly other: readonly DecidedBar[];
  /** Pairs of decisions about one bar; none where the two decide different bars. */
  readonly both: readonly ComparedBar[];
}

/** The other's timeframe, where it is not the candidate's. */
export function otherTimeframeOf({
  candidate,
  against,
}: Pick<CompareJob, "candidate" | "against">): Timeframe | null {
  const other = against?.manifest.timeframe ?? null;
  return other === candidate.manifest.timeframe ? null : other;
}

function alike(job: CompareJob, own: Answered, other: Answered | null): Bars {
  const both = barsOf(own, other).slice(-job.barsMax);
  return {
    own: both.map(({ candle, said }) => ({ candle, said: said[0] })),
    other: both.flatMap(({ candle, said: [, said] }) => (said === null ? [] : [{ candle, said }])),
    both,
  };
}

/** Each on its own bars, all of which lie within the span that both can decide. */
function apart(job: CompareJob, own: Answered, other: Answered | null): Bars {
  const { candidate, against } = job;
  const [mine, theirs] = [own, other].map((each) =>
    each === null ? [] : [...byOpen(each).values()],
  );
  if (mine === undefined || theirs === undefined || against === null) return NO_BARS;
  const barMs = timeframeMs(candidate.manifest.timeframe);
  const otherMs = timeframeMs(against.manifest.timeframe);
  const toMs = Math.min(endOf(mine, barMs), endOf(theirs, otherMs));
  const begins = [mine[0]?.candle.ts ?? toMs, theirs[0]?.candle.ts ?? toMs];
  const fromMs = Math.max(...begins, toMs - job.barsMax * barMs);
  const within = (bars: readonly DecidedBar[], ms: number): readonly DecidedBar[] =>
    bars.filter(({ candle }) => candle.ts >= fromMs && candle.ts + ms <= toMs);
  return { own: within(mine, barMs), other: within(theirs, otherMs), both: [] };
}

const NO_BARS: Bars = { own: [], other: [], both: [] };

function endOf(bars: readonly DecidedBar[], barMs: number): number {
  return (bars.at(-1)?.candle.ts ?? 0) + barMs;
}

function answeredIfThere(job: CompareJob, side: Side | null): Promise<Result<Answered | null>> {
  return side === null ? Promise.resolve(ok(null)) : answered(job, side, "active: answers");
}

/** Of everything that either was shown. */
function digestOf(own: Answered, other: Answered | null): string {
  const [mine, theirs] = [own.dataSha256, other?.dataSha256 ?? own.dataSha256];
  return mine === theirs ? mine : sha256Hex(`${mine}\n${theirs}`);
}

function reportOf(job: CompareJob, bars: Bars, data: ComparisonReport["data"]): ComparisonReport {
  const { candidate, against, slot, pair, costs } = job;
  const own = play(job, candidate, bars.own);
  const other = against === null ? null : play(job, against, bars.other);
  const otherTimeframe = otherTimeframeOf(job);
  return comparisonReport.parse({
    schema: "comparison/1",
    createdAt: isoInstant(job.nowMs),
    candidate: candidate.bound,
    against: against !== null && isActive(against) ? boundOf(against) : null,
    slot,
    pair,
    timeframe: candidate.manifest.timeframe,
    ...(otherTimeframe === null ? {} : { againstTimeframe: otherTimeframe }),
    engine: engineHere(),
    data,
    costs: costsOf(costs, own.complete && other?.complete !== false),
    results: { candidate: own.metrics, against: other?.metrics ?? null },
    decisions: decisionsOf(bars.both, data.toMs),
  });
}

interface Answered extends AnsweredMarket {
  readonly market: Market;
  readonly candles: ReadonlyMap<number, Candle>;
}

async function answered(job: CompareJob, side: Side, what: string): Promise<Result<Answered>> {
  const { manifest } = side;
  const { timeframe } = manifest;
  const tickSize = tickSizeOf(job.rules);
  const plugin = cellPluginOf(side, job.pair, tickSize);
  // Every strategy waits for its anchor here, one without indicators too: both begin at the same bar.
  const plan = windowPlanOf({ plugin, manifest, exports: ["indicators"], timeframe });
  const spanMs = job.barsMax * timeframeMs(job.candidate.manifest.timeframe);
  const barsMax = Math.ceil(spanMs / timeframeMs(timeframe));
  const market = await marketOfFile(job.data, plan, tickSize, barsMax);
  if (!market.ok) return market;
  const framed = framedBy(market.value, plan);
  const said = await answersOf(plugin, market.value, framed, (share) =>
    job.onProgress(what, share),
  );
  if (!said.ok) return said;
  const candles = candlesOf(market.value, job.pair, timeframe);
  return ok({ ...said.value, market: market.value, candles });
}

/** Row of the main series → candle. */
function candlesOf(
  market: Market,
  pair: string,
  timeframe: Timeframe,
): ReadonlyMap<number, Candle> {
  const own = market.steps.flatMap(({ bars }) =>
    bars.filter((bar) => bar.instrument === pair && bar.timeframe === timeframe),
  );
  return new Map(own.map(({ candle }, row) => [row, candle]));
}

/** One bar, and what one of the two said of it. */
interface DecidedBar {
  readonly candle: Candle;
  readonly said: RowSaid;
}

/** One bar that both decided. */
export interface ComparedBar {
  readonly candle: Candle;
  readonly said: readonly [candidate: RowSaid, against: RowSaid | null];
}
type RowSaid = Parameters<typeof barAnswersOf>[0];

/** By open time: windows before the first bar may be of different length. */
function barsOf(own: Answered, other: Answered | null): readonly ComparedBar[] {
  const others = other === null ? null : byOpen(other);
  return [...byOpen(own)].flatMap(([ts, { candle, said }]): ComparedBar[] => {
    if (others === null) return [{ candle, said: [said, null] }];
    const twin = others.get(ts);
    return twin === undefined ? [] : [{ candle, said: [said, twin.said] }];
  });
}

function byOpen({ rows, candles }: Answered): ReadonlyMap<number, DecidedBar> {
  const found = new Map<number, DecidedBar>();
  for (const [row, said] of rows) {
    const candle = candles.get(row);
    if (candle !== undefined) found.set(candle.ts, { candle, said });
  }
  return found;
}

function play(
  { rules, costs }: CompareJob,
  side: Against,
  bars: readonly DecidedBar[],
): { readonly metrics: Metrics; readonly complete: boolean } {
  const { manifest, bound } = side;
  const risk = isActive(side) ? side.approval.risk : declaredRisk(manifest.risk);
  const { exit, timeframe } = manifest;
  const terms = { risk, exit, timeframe, rules, costs, bundleSha256: bound.bundleSha256 };
  const run = runSlot(
    terms,
    bars.map(({ candle, said }) => ({ candle, answers: barAnswersOf(said) })),
  );
  return { metrics: metricsOf(run), complete: run.unknownRates === 0 };
}

function boundOf({ bound, approval, approvalSha256 }: ActiveSide): ComparisonReport["against"] {
  const { slot, slotVersion } = approval;
  return { ...bound, slot, slotVersion, approvalSha256 };
}

function costsOf(costs: CompareJob["costs"], complete: boolean): ComparisonReport["costs"] {
  return {
    takerFeeBps: numberOfE8(costs.takerFeeBpsE8),
    makerFeeBps: numberOfE8(costs.makerFeeBpsE8),
    slippageBps: numberOfE8(costs.slippageBpsE8),
    complete,
  };
}
