/** Start-up is recovery: before anything new, the venue is asked about everything the journal left open. */
import { slotOf } from "../kernel/account-state.ts";
import type { SlotRules } from "../kernel/step.ts";
import { record, type Account } from "./account.ts";
import { restoreProtection } from "./reconcile.ts";
import { resolvePending } from "./resolve.ts";

/**
 * Resolves orders without an outcome and puts protection back that the journal says is there.
 *
 * @param entryTooLate - Real time has passed since the entries were decided: those the venue never saw are dropped.
 */
export async function recoverAccount(
  account: Account,
  slots: readonly SlotRules[],
  entryTooLate: boolean,
): Promise<void> {
  account.recovered = true;
  const { atMs } = account.state;
  if (atMs === null || account.state.bars.size === 0) return; // nothing was ever decided here
  const fromSeq = account.journal.head().seq + 1;
  const venueAhead = (await account.venue.timeMs()) > atMs;
  let resolved = 0;
  for (const slot of slots) {
    // An entry that nobody has seen yet is one to decide about, and what is not trusted decides nothing.
    const { trustLost } = slotOf(account.state, slot.slot);
    const tooLate = entryTooLate || trustLost !== null;
    const place = { slot: slot.slot, instrument: slot.rules.id, entryTooLate: tooLate };
    resolved += await resolvePending(account, place, atMs);
    if (venueAhead || slotOf(account.state, slot.slot).position === null) continue;
    const closeE8 = account.state.closes.get(slot.rules.id) ?? 0n;
    if (await restoreProtection({ account, slot, moment: { bar: 0, atMs, closeE8 } }))
      resolved += 1;
  }
  record(account, {
    kind: "recovered",
    at: atMs,
    slot: null,
    instrument: null,
    body: { fromSeq, resolved },
  });
  account.journal.flush();
}
