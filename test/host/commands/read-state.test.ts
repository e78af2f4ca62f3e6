import { expect, it } from "vitest";
import { readState } from "#host/commands/status/read-state.ts";
import type { JournalDraft } from "#host/contract/journal.ts";
import { openJournalReader } from "#host/journal/read.ts";
import { applyToAccount, emptyAccount, unrealisedE8Of } from "#host/kernel/account-state.ts";
import { e8 } from "#host/kernel/e8.ts";
import { assert } from "#host/kernel/result.ts";
import { journalOptions, openedJournal } from "#test/kit/journal-file.ts";
import { aBar, tradedStory } from "#test/kit/traded.ts";

const APPROVAL = "a".repeat(64);
const BANKROLL_E8 = e8("10000");

function readOf(drafts: readonly JournalDraft[]): ReturnType<typeof readState> {
  const options = journalOptions();
  const journal = openedJournal(options);
  for (const draft of drafts) journal.append(draft);
  journal.close();
  const reader = openJournalReader(options.path);
  assert(reader.ok, "the journal opens");
  try {
    return readState(reader.value, BANKROLL_E8);
  } finally {
    reader.value.close();
  }
}

/** More bars than are read whole, of another instrument than the one that is held. */
function manyBars(count: number): readonly JournalDraft[] {
  return Array.from({ length: count }, (_, nth) => ({ ...aBar(10 + nth), instrument: "ETHUSDT" }));
}

it.for([
  ["a short journal", 0],
  ["a journal whose positions are older than what is read whole", 5_000],
] as const)("reads of %s the state that a fold over all of it gives", ([, bars]) => {
  const drafts = [...tradedStory(APPROVAL), ...manyBars(bars)];
  const read = readOf(drafts);
  const whole = drafts.reduce(applyToAccount, emptyAccount(BANKROLL_E8));
  const { slots, book, venueSeq, overlays, floors, root, atMs, closes } = whole;
  expect(read.state).toMatchObject({ book, venueSeq, overlays, floors, root, atMs, closes });
  expect(unrealisedE8Of(read.state)).toBe(unrealisedE8Of(whole));
  for (const [slot, state] of slots) {
    const { decidedBar: _, warmingUp: __, ...shown } = state;
    expect(read.state.slots.get(slot)).toMatchObject(shown);
  }
  expect({ trades: read.trades, faults: read.faults }).toEqual({ trades: 1, faults: 0 });
});
