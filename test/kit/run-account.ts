/** One account as the run holds it, over a journal in memory and a venue that says what the test wants. */
import type { JournalDraft } from "#host/contract/journal.ts";
import { e8 } from "#host/kernel/e8.ts";
import { limitsOf } from "#host/kernel/limits.ts";
import type { SlotRules } from "#host/kernel/step.ts";
import type { BarDrivenVenue } from "#host/ports.ts";
import { openAccount, type Account } from "#host/run/account.ts";
import { memoryJournal, type MemoryJournal } from "./journal.ts";
import { aPolicy, someRules } from "./risk.ts";
import { aStrategy, manifestOf, termsOf } from "./run-workspace.ts";
import { anApproval, ENGINE } from "./signer.ts";

export const SLOT = "paper.main.BTCUSDT";

/** Flat, empty and obedient; `change` states only the difference. `calls` has every call that asks for an act. */
export function scriptedVenue(change: Partial<BarDrivenVenue> = {}): BarDrivenVenue & {
  readonly calls: string[];
} {
  const calls: string[] = [];
  const accepted = { status: "accepted" } as const;
  const venue: BarDrivenVenue = {
    capabilities: {
      attachedProtection: true,
      uniqueClientId: true,
      clientIdMaxLength: 36,
      positionModes: ["one_way"],
    },
    timeMs: () => Promise.resolve(0),
    instrument: () => Promise.resolve(someRules()),
    account: () => Promise.resolve({ equityE8: e8("10000"), walletE8: e8("10000") }),
    position: () => Promise.resolve(null),
    markPrice: () => Promise.resolve(null),
    order: () => Promise.resolve(null),
    place: () => Promise.resolve(accepted),
    setProtection: () => Promise.resolve(accepted),
    events: () => Promise.resolve([]),
    onBars: () => Promise.resolve(),
    close: () => undefined,
    ...change,
  };
  return {
    ...venue,
    calls,
    place: (request) => {
      calls.push(`place ${request.side} ${request.reduceOnly ? "exit" : "entry"}`);
      return venue.place(request);
    },
    setProtection: (instrument, protection) => {
      calls.push(`protect ${protection.stopLossE8}`);
      return venue.setProtection(instrument, protection);
    },
  };
}

export interface Told {
  readonly account: Account;
  readonly journal: MemoryJournal;
  /** Entries since the account was opened. */
  readonly added: () => readonly JournalDraft[];
}

/** An account whose journal begins with these entries. */
export function anAccount(venue: BarDrivenVenue, past: readonly JournalDraft[] = []): Told {
  const journal = memoryJournal();
  for (const draft of past) journal.append(draft);
  journal.flush();
  const added: JournalDraft[] = [];
  const account = openAccount({
    alias: "main",
    journal,
    venue,
    bankrollE8: e8("10000"),
    limits: limitsOf(aPolicy()),
    watch: (_, entry) => void added.push(entry),
  });
  return { account, journal, added: () => added };
}

/** What governs the slot: a verified approval would say the same. */
export function someSlotRules(risk?: string): SlotRules {
  const plugin = aStrategy({ id: "ruled", ...(risk === undefined ? {} : { risk }) });
  return {
    account: "main",
    slot: SLOT,
    approval: anApproval(plugin, termsOf(plugin, SLOT, ENGINE)),
    approvalSha256: "a".repeat(64),
    manifest: manifestOf(plugin),
    rules: someRules({ tickE8: e8("0.1") }),
  };
}
