/** One account while it runs: its journal, its venue and the state folded from the journal. */
import type { JournalDraft } from "../contract/journal.ts";
import {
  applyToAccount,
  emptyAccount,
  slotOf,
  type AccountState,
} from "../kernel/account-state.ts";
import type { E8 } from "../kernel/e8.ts";
import type { Limits } from "../kernel/limits.ts";
import type { SlotState } from "../kernel/slot-state.ts";
import type { BarDrivenVenue, Journal } from "../ports.ts";
import { AccountTally } from "./tally.ts";

export interface Account {
  readonly alias: string;
  readonly journal: Journal;
  readonly venue: BarDrivenVenue;
  readonly bankrollE8: E8;
  /** Replaced when a signed risk policy comes into force; the draft's until then. */
  limits: Limits;
  readonly tally: AccountTally;
  /** Told of every entry after it is in the chain: for people who watch. */
  readonly watch: (account: string, entry: JournalDraft) => void;
  /** False until the venue has been asked about everything that the journal left open. */
  recovered: boolean;
  /** Replaced whole by every entry that is recorded; never edited. */
  state: AccountState;
}

/** Reads the journal from its first entry: start-up is recovery (design §6). */
export function openAccount(parts: Omit<Account, "state" | "tally" | "recovered">): Account {
  let state = emptyAccount(parts.bankrollE8);
  const tally = new AccountTally(parts.bankrollE8);
  for (const entry of parts.journal.entries(0)) {
    state = applyToAccount(state, entry);
    tally.observe(state, entry);
  }
  return { ...parts, state, tally, recovered: false };
}

/** The only way a fact comes into being: into the chain, then into the state. Not durable before `flush`. */
export function record(account: Account, draft: JournalDraft): number {
  const seq = account.journal.append(draft);
  account.state = applyToAccount(account.state, draft);
  account.tally.observe(account.state, draft);
  account.watch(account.alias, draft);
  return seq;
}

export function stateOf(account: Account, slot: string): SlotState {
  return slotOf(account.state, slot);
}
