/** What a run came to, in the words of the report. A number that does not exist is null. */
import type { ComparisonReport } from "#host/contract/comparison.ts";
import { maxE8, numberOfE8, type E8 } from "#host/kernel/e8.ts";
import { START_E8, type SlotRun } from "./slot-account.ts";

export type Metrics = ComparisonReport["results"]["candidate"];

export function metricsOf(run: SlotRun): Metrics {
  const { trades, equityE8, barsHeld } = run;
  const wins = trades.filter(({ netE8 }) => netE8 > 0n);
  const wonE8 = sum(wins.map(({ netE8 }) => netE8));
  const lostE8 = wonE8 - sum(trades.map(({ netE8 }) => netE8));
  return {
    trades: trades.length,
    wins: wins.length,
    netPct: pct((equityE8.at(-1) ?? START_E8) - START_E8),
    feesPct: pct(run.feesE8),
    fundingPct: pct(run.fundingE8),
    maxDrawdownPct: drawdownPct(equityE8),
    profitFactor: lostE8 > 0n ? rounded(numberOfE8(wonE8) / numberOfE8(lostE8)) : null,
    exposure: equityE8.length === 0 ? 0 : rounded(barsHeld / equityE8.length),
  };
}

/** Of the highest equity so far. */
function drawdownPct(equityE8: readonly E8[]): number {
  let peakE8 = START_E8;
  let deepest = 0;
  for (const each of equityE8) {
    peakE8 = maxE8(peakE8, each);
    deepest = Math.max(deepest, (numberOfE8(peakE8 - each) / numberOfE8(peakE8)) * 100);
  }
  return rounded(deepest);
}

function sum(amounts: readonly E8[]): E8 {
  return amounts.reduce((all, each) => all + each, 0n);
}

function pct(amountE8: E8): number {
  return rounded((numberOfE8(amountE8) / numberOfE8(START_E8)) * 100);
}

/** Six places: more would suggest that they mean something. */
function rounded(value: number): number {
  const short = Number(value.toFixed(6));
  return Object.is(short, -0) ? 0 : short;
}
