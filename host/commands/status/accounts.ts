/** What each account holds, as its journal says it; a host may be writing that journal meanwhile. */
import type { HostConfig } from "../../contract/config.ts";
import type { Overlay } from "../../contract/overlay.ts";
import { isLeaseHeld, leaseHolder } from "../../journal/lease.ts";
import { openJournalReader } from "../../journal/read.ts";
import { unrealisedE8Of, type AccountState } from "../../kernel/account-state.ts";
import { bookAt, dayLossPctE8, drawdownPctE8, type Book } from "../../kernel/book.ts";
import { e8, type E8 } from "../../kernel/e8.ts";
import { Fault, type Result } from "../../kernel/result.ts";
import type { FoundJournal } from "../../workspace/journals.ts";
import { realTimePaths, type Workspace } from "../../workspace/paths.ts";
import { readState } from "./read-state.ts";

export interface Breaker {
  readonly code: "loss_streak_reached" | "daily_loss_reached" | "drawdown_reached";
  readonly untilMs: number;
}

/** What the journal of one account says. */
export interface AccountBook {
  readonly entries: number;
  readonly head: string;
  readonly state: AccountState;
  readonly trades: number;
  readonly faults: number;
  /** Realised and not. */
  readonly equityE8: E8;
  readonly drawdownPctE8: E8;
  readonly dayLossPctE8: E8;
  readonly breakers: readonly Breaker[];
  readonly overlays: readonly Overlay[];
}

export interface AccountStatus {
  readonly account: string;
  readonly run: string | null;
  readonly bankrollE8: E8;
  /** Of the process that holds the account; null pid when it did not say; null when nobody holds it. */
  readonly holder: { readonly pid: number | null } | null;
  /** null: it has not run. A journal that cannot be read says why. */
  readonly book: AccountBook | { readonly problem: string } | null;
}

export function accountStatus(found: FoundJournal, config: HostConfig): AccountStatus {
  const { account, run, paths } = found;
  const bankrollE8 = bankrollOf(config, account);
  const held = isLeaseHeld(paths.lease);
  return {
    account,
    run,
    bankrollE8,
    holder: held ? { pid: leaseHolder(paths.lease)?.pid ?? null } : null,
    book: bookOf(found, bankrollE8),
  };
}

/** An account that has no journal: it may still be held, by a host that is just starting. */
export function silentAccount(
  workspace: Workspace,
  account: string,
  config: HostConfig,
): AccountStatus {
  const { lease } = realTimePaths(workspace, account);
  return {
    account,
    run: null,
    bankrollE8: bankrollOf(config, account),
    holder: isLeaseHeld(lease) ? { pid: leaseHolder(lease)?.pid ?? null } : null,
    book: null,
  };
}

function bankrollOf(config: HostConfig, account: string): E8 {
  return e8(config.accounts[account]?.bankroll.usdt ?? config.paper.bankroll.usdt);
}

/** A damaged journal is what somebody who asks for the status must be told, beside the accounts that are well. */
function bookOf(found: FoundJournal, bankrollE8: E8): AccountStatus["book"] {
  try {
    const read = readBook(found, bankrollE8);
    return read.ok ? read.value : { problem: `${read.refusal.code}: ${read.refusal.message}` };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { problem: `${error.code}: ${error.message}` };
  }
}

function readBook(found: FoundJournal, bankrollE8: E8): Result<AccountBook> {
  const reader = openJournalReader(found.paths.journal);
  if (!reader.ok) return reader;
  try {
    const { head, read } = reader.value.atOneMoment(() => ({
      head: reader.value.head(),
      read: readState(reader.value, bankrollE8),
    }));
    const { state, trades, faults } = read;
    // Overlays, breakers and days are judged in bar time, as the host judges them.
    const atMs = state.atMs ?? 0;
    return {
      ok: true,
      value: {
        entries: head.seq + 1,
        head: head.sha256,
        trades,
        faults,
        ...figuresAt(state, atMs),
      },
    };
  } finally {
    reader.value.close();
  }
}

function figuresAt(
  state: AccountState,
  atMs: number,
): Omit<AccountBook, "entries" | "head" | "trades" | "faults"> {
  const book = bookAt(state.book, atMs);
  const unrealisedE8 = unrealisedE8Of(state);
  return {
    state,
    equityE8: book.equityE8 + unrealisedE8,
    drawdownPctE8: drawdownPctE8(book, unrealisedE8),
    dayLossPctE8: dayLossPctE8(book, unrealisedE8),
    breakers: breakersOf(book).filter(({ untilMs }) => atMs < untilMs),
    overlays: state.overlays.filter(({ expires }) => atMs < expires),
  };
}

function breakersOf(book: Book): readonly Breaker[] {
  return [
    { code: "loss_streak_reached", untilMs: book.lossPauseUntilMs },
    { code: "daily_loss_reached", untilMs: book.closedUntilMs },
    { code: "drawdown_reached", untilMs: book.cooldown?.untilMs ?? 0 },
  ];
}
