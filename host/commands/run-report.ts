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
  const rows = run.opened.flatMap(({ account }) =>
    [...account.tally.slots.values()]
      .filter(({ slot }) => slot !== "-")
      .map((slot) => slotRow(slot, account.tally)),
  );
  const table = renderTable(
    [
      { title: "slot" },
      { title: "strategy" },
      { title: "decisions" },
      { title: "trades" },
      { title: "win rate" },
      { title: "P&L after costs" },
      { title: "fees" },
      { title: "funding" },
      { title: "account's max drawdown" },
      { title: "faults" },
    ],
    rows,
  );
  const incomplete = run.opened.some(({ account }) =>
    [...account.tally.slots.values()].some(({ costsIncomplete }) => costsIncomplete > 0),
  );
  return [
    table,
    ...(incomplete
      ? ["costs are incomplete: the data has no funding rate for some settlements"]
      : []),
    full
      ? `${run.decisions} decisions in ${(run.elapsedMs / 1_000).toFixed(1)} s (${perSecond(run)} per second)`
      : "stopped",
    `journal head ${run.journalHead}${run.digest === "" ? "" : `, run ${run.digest}`}`,
  ].join("\n");
}

function slotRow(slot: SlotTally, account: AccountTally): (string | number | null)[] {
  const rate = slot.trades === 0 ? null : `${Math.round((100 * slot.wins) / slot.trades)} %`;
  return [
    slot.slot,
    slot.plugin,
    slot.decisions,
    slot.trades,
    rate,
    `${cents(slot.netE8)} USDT`,
    `${cents(slot.feesE8)} USDT`,
    `${cents(slot.fundingE8)} USDT`,
    `${cents(account.drawdownPctE8)} %`,
    slot.faults,
  ];
}
