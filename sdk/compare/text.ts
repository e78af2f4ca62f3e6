import type { ComparisonReport } from "#host/contract/comparison.ts";
import { isoInstant } from "#host/kernel/instant.ts";
import { renderPairs, renderTable } from "#host/terminal/table.ts";
import type { Metrics } from "./metrics.ts";

export interface Shown {
  readonly report: ComparisonReport;
  /** Name of what the candidate was compared with, and its results; null: nothing. */
  readonly against: string | null;
  /** Where the report was written; null: not at all, and why. */
  readonly path: string | null;
  readonly note: string;
}

const DECISIONS_SHOWN = 20;

export function renderComparison({ report, against, path, note }: Shown): string {
  const parts = [renderPairs(titleOf(report, against)), renderResults(report, against)];
  const { differing, evaluated, listed, fromMs } = report.decisions;
  if (report.againstTimeframe !== undefined) {
    parts.push(otherBars(report.timeframe, report.againstTimeframe));
  } else if (against !== null) {
    const since = `since ${minuteOf(fromMs)}`;
    parts.push(`${differing} of ${evaluated} decisions differ ${since}`);
  }
  const shown = listed.slice(-DECISIONS_SHOWN);
  if (shown.length > 0) {
    const columns = [{ title: "bar opens" }, { title: "candidate" }, { title: against ?? "" }];
    const rows = shown.map((each) => [minuteOf(each.ts), each.candidate, each.against]);
    parts.push(renderTable(columns, rows));
  }
  if (differing > shown.length) parts.push(`… the last ${shown.length} of ${differing}`);
  parts.push(path === null ? note : `wrote ${path}${note === "" ? "" : `; ${note}`}`);
  return parts.join("\n\n");
}

/** Why no decision is compared. */
function otherBars(own: string, other: string): string {
  return `decisions are not compared: the candidate decides ${own} bars, the other ${other} bars, and none of them correspond`;
}

function titleOf(report: ComparisonReport, against: string | null): [string, string][] {
  const { candidate, data, pair, timeframe, costs, slot } = report;
  const fees = `taker ${costs.takerFeeBps} bps, slippage ${costs.slippageBps} bps, funding`;
  return [
    ["candidate", `${candidate.id} version ${candidate.version}`],
    ["against", against ?? "nothing"],
    ["slot", slot ?? "none"],
    ["data", `${data.name}: ${data.bars} bars of ${pair} ${timeframe}`],
    ["from", `${minuteOf(data.fromMs)} to ${minuteOf(data.toMs)}`],
    ["costs", costs.complete ? fees : `${fees}; incomplete: some funding rates are not known`],
  ];
}

const RESULTS: readonly (readonly [name: string, read: (of: Metrics) => string | number | null])[] =
  [
    ["trades", (of) => of.trades],
    ["won", (of) => of.wins],
    ["net %", (of) => of.netPct.toFixed(2)],
    ["fees %", (of) => of.feesPct.toFixed(2)],
    ["funding %", (of) => of.fundingPct.toFixed(2)],
    ["largest drawdown %", (of) => of.maxDrawdownPct.toFixed(2)],
    ["profit factor", (of) => of.profitFactor?.toFixed(2) ?? null],
    ["bars in a position %", (of) => (of.exposure * 100).toFixed(1)],
  ];

function renderResults({ results }: ComparisonReport, against: string | null): string {
  const titles = [{ title: "" }, { title: "candidate", align: "right" as const }];
  const other = results.against;
  if (other === null) {
    return renderTable(
      titles,
      RESULTS.map(([name, read]) => [name, read(results.candidate)]),
    );
  }
  return renderTable(
    [...titles, { title: against ?? "", align: "right" as const }],
    RESULTS.map(([name, read]) => [name, read(results.candidate), read(other)]),
  );
}

function minuteOf(ts: number): string {
  return isoInstant(ts).replace(":00.000Z", "Z");
}
