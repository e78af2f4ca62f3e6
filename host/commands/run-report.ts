/** What a finished run says, for people and for programs. */
import { formatE8, mulDivHalfAway, ONE_E8, type E8 } from "../kernel/e8.ts";
import { renderTable } from "../terminal/table.ts";
import type { FinishedRun } from "../run/full-run.ts";
import type { AccountTally, SlotTally } from "../run/tally.ts";

/** Two decimals are enough for USDT and percent; the journal has all eight. */
function cents(value: E8): string {
  const [whole = "0", fraction = ""] = formatE8(
    mulDivHalfAway(value, 100n, ONE_E8) * 1_000_000n,
  ).split(".");
  return `${whole}.${fraction.padEnd(2, "0")}`;
}

function total<T>(
  items: readonly AccountTally[],
  of: (tally: AccountTally) => T,
  add: (a: T, b: T) => T,
  zero: T,
): T {
  return items.map(of).reduce(add, zero);
}

function perSecond(run: FinishedRun): number {
  return run.elapsedMs === 0 ? 0 : Math.round((run.decisions * 1_000) / run.elapsedMs);
}

export function runData(run: FinishedRun): Record<string, unknown> {
  const tallies = run.opened.map(({ account }) => account.tally);
  const sum = (of: (tally: AccountTally) => number): number =>
    total(tallies, of, (a, b) => a + b, 0);
  const sumE8 = (of: (tally: AccountTally) => E8): E8 => total(tallies, of, (a, b) => a + b, 0n);
  const deepest = total(
    tallies,
    ({ drawdownPctE8 }) => drawdownPctE8,
    (a, b) => (a > b ? a : b),
    0n,
  );
  return {
    bars: sum(({ bars }) => bars),
    decisions: sum(({ decisions }) => decisions),
    trades: sum(({ trades }) => trades),
    pnl_usdt: Number(cents(sumE8(({ netE8 }) => netE8))),
    fees_usdt: Number(cents(sumE8(({ feesE8 }) => feesE8))),
    max_drawdown_pct: Number(cents(deepest)),
    faults: sum(({ faults }) => faults),
    costs_complete: tallies.every(({ slots }) =>
      [...slots.values()].every(({ costsIncomplete }) => costsIncomplete === 0),
    ),
    decisions_per_s: perSecond(run),
    stopped: run.stopped,
    run: run.digest,
    left_out: run.leftOut.map(({ slot, refusal }) => ({
      slot,
      code: refusal.code,
      message: refusal.message,
    })),
    journal_head: run.journalHead,
  };
}

export function runText(run: FinishedRun, full: boolean): string {
  const tallies = run.opened.map(({ account }) => account.tally);
  const incomplete = tallies.some(({ slots }) =>
    [...slots.values()].some(({ costsIncomplete }) => costsIncomplete > 0),
  );
  return [
    slotTable(tallies),
    "",
    strategyTable(tallies),
    ...(incomplete
      ? ["costs are incomplete: the data has no funding rate for some settlements"]
      : []),
    ...(full && run.decisions === 0
      ? [
          "nothing was left to decide: the journals are as far as this feed goes, or its windows are still filling",
        ]
      : []),
    full
      ? `${run.decisions} decisions in ${(run.elapsedMs / 1_000).toFixed(1)} s (${perSecond(run)} per second)`
      : "stopped; positions keep their take-profit and stop-loss at the venue",
    `journal head ${run.journalHead}${run.digest === "" ? "" : `, run ${run.digest}`}`,
  ].join("\n");
}

function slotsOf(tally: AccountTally): readonly SlotTally[] {
  return [...tally.slots.values()].filter(({ slot }) => slot !== "-");
}

const MONEY = [
  { title: "decisions" },
  { title: "trades" },
  { title: "win rate" },
  { title: "P&L after costs" },
  { title: "fees" },
  { title: "funding" },
] as const;

function slotTable(tallies: readonly AccountTally[]): string {
  const rows = tallies
    .flatMap(slotsOf)
    .map((slot) => [slot.slot, slot.plugin, ...figures([slot]), slot.faults]);
  return renderTable(
    [{ title: "slot" }, { title: "strategy" }, ...MONEY, { title: "faults" }],
    rows,
  );
}

/** One row per strategy over all its slots; drawdown is of the accounts it traded on. */
function strategyTable(tallies: readonly AccountTally[]): string {
  const names = [...new Set(tallies.flatMap(slotsOf).map(({ plugin }) => plugin))].toSorted();
  const rows = names.map((name) => {
    const accounts = tallies.filter((tally) =>
      slotsOf(tally).some(({ plugin }) => plugin === name),
    );
    const slots = accounts.flatMap(slotsOf).filter(({ plugin }) => plugin === name);
    const deepest = accounts.reduce(
      (most, { drawdownPctE8 }) => (drawdownPctE8 > most ? drawdownPctE8 : most),
      0n,
    );
    const faults = slots.reduce((sum, slot) => sum + slot.faults, 0);
    return [name, ...figures(slots), `${cents(deepest)} %`, faults];
  });
  return renderTable(
    [{ title: "strategy" }, ...MONEY, { title: "max drawdown" }, { title: "faults" }],
    rows,
  );
}

function figures(slots: readonly SlotTally[]): (string | number | null)[] {
  const sum = (of: (slot: SlotTally) => number): number =>
    slots.reduce((all, slot) => all + of(slot), 0);
  const sumE8 = (of: (slot: SlotTally) => E8): E8 =>
    slots.reduce((all, slot) => all + of(slot), 0n);
  const trades = sum((slot) => slot.trades);
  return [
    sum((slot) => slot.decisions),
    trades,
    trades === 0 ? null : `${Math.round((100 * sum((slot) => slot.wins)) / trades)} %`,
    `${cents(sumE8((slot) => slot.netE8))} USDT`,
    `${cents(sumE8((slot) => slot.feesE8))} USDT`,
    `${cents(sumE8((slot) => slot.fundingE8))} USDT`,
  ];
}
