/**
 * An account's state from its journal without reading every bar: a year has half a million entries, and all but a few
 * are bars and decisions that later ones have replaced.
 */
import { JOURNAL_KINDS, type JournalEntry } from "../../contract/journal.ts";
import { isJournalKind } from "../../journal/entry.ts";
import type { JournalReader } from "../../journal/read.ts";
import { applyToAccount, emptyAccount, type AccountState } from "../../kernel/account-state.ts";
import type { E8 } from "../../kernel/e8.ts";

/** Read whole: the newest bar of every series that closes more often than this is in it. */
const TAIL_ENTRIES = 4_096;

export interface ReadState {
  readonly state: AccountState;
  readonly trades: number;
  readonly faults: number;
}

/**
 * Folds what moves money, orders, trust and brakes from the beginning, and everything of the newest part.
 *
 * The same as a fold over all entries, but for `decidedBar`, `warmingUp` and `bars` of series that are slower than the
 * newest part is long; closes of open positions are looked up.
 */
export function readState(reader: JournalReader, bankrollE8: E8): ReadState {
  const fromSeq = Math.max(0, reader.head().seq + 1 - TAIL_ENTRIES);
  let state = emptyAccount(bankrollE8);
  const counts = { trades: 0, faults: 0 };
  const take = (entry: JournalEntry): void => {
    state = applyToAccount(state, entry);
    if (entry.kind === "trade") counts.trades += 1;
    if (entry.kind === "fault") counts.faults += 1;
  };
  for (const entry of foldedBefore(reader, fromSeq)) take(entry);
  for (const entry of reader.entries(fromSeq)) take(entry);
  return { state: withCloses(reader, state), ...counts };
}

/** In the order of the journal, which is what a fold is over. */
function foldedBefore(reader: JournalReader, fromSeq: number): readonly JournalEntry[] {
  if (fromSeq === 0) return [];
  const kinds = JOURNAL_KINDS.filter(isJournalKind).filter(
    (kind) => kind !== "bar" && kind !== "decision",
  );
  return kinds
    .flatMap((kind) => [...reader.ofKind(kind, { toSeq: fromSeq - 1 })])
    .toSorted((a, b) => a.seq - b.seq);
}

/** What an open position is worth needs the newest close of its instrument, however old. */
function withCloses(reader: JournalReader, state: AccountState): AccountState {
  const held = [...state.slots.values()].flatMap(({ position, instrument }) =>
    position === null || instrument === null || state.closes.has(instrument) ? [] : [instrument],
  );
  return held.reduce((known, instrument) => {
    const bar = reader.newest("bar", { instrument });
    // Only its close is taken: the entry is old, and the state's time is that of the newest one.
    return bar === null ? known : { ...applyToAccount(known, bar), atMs: known.atMs };
  }, state);
}
