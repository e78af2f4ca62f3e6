/** Which strategy a slot of an account's own journal runs now: what waits, what it has, or what its position needs. */
import { ok, refuse, type Refused, type Result } from "../kernel/result.ts";
import { decideAdoption } from "../trust/adoption.ts";
import { readPointer } from "../trust/registry/pointer.ts";
import { trustTime } from "../trust/time.ts";
import type { VerifiedPlugin } from "../trust/verified-plugin.ts";
import { stateOf, type Account } from "./account.ts";
import type { RunDeps } from "./deps.ts";
import { loadByDigest, termsByDigest } from "./load-by-digest.ts";
import type { Governing } from "./open-slot.ts";
import { activeOf, adopt, moveActive, pendingOf, recordRefusedAdoption } from "./trust.ts";

/**
 * In the account's own journal: adopts what waits when flat, verifies what is active.
 *
 * @returns The strategy to run; null when the slot has none. Refusals are recorded: the slot keeps what it had.
 */
export function adoptOrKeep(
  account: Account,
  deps: RunDeps,
  slot: string,
): Result<VerifiedPlugin | null> {
  const now = trustNow(account, deps);
  if (!now.ok) return now;
  const lost = refuseLostJournal(account, deps, slot);
  if (lost !== null) return lost;
  const atMs = account.state.atMs ?? 0;
  const pending = pendingOf(deps.trust, account.state, slot, now.value);
  if (!pending.ok) recordRefusedAdoption(account, slot, pending.refusal, atMs);
  const floor = account.state.floors.get(slot) ?? null;
  const waiting = pending.ok ? pending.value : null;
  const decided = decideAdoption({ pending: waiting, floor, flat: isFlat(account, slot) });
  if (decided.kind === "adopt") {
    adopt(account, decided, atMs);
    moveActive(account, deps.trust, decided.plugin);
    return ok(decided.plugin);
  }
  const active = activeOf(deps.trust, account.state, slot, now.value);
  // Nothing was ever adopted and what waits was refused: that refusal is the reason.
  return active.ok && active.value === null && !pending.ok ? pending : active;
}

/** `active/` is written after the journal: where it points and the journal knows nothing, the journal is gone, floors and all. */
function refuseLostJournal(account: Account, deps: RunDeps, slot: string): Refused | null {
  if (account.state.floors.has(slot)) return null;
  const pointer = readPointer(deps.trust.files, "active", slot);
  if (!pointer.ok || pointer.value === null) return null;
  return refuse(
    "journal_lost",
    `signed/active/${slot}.json says that a strategy was adopted, the journal of ${account.alias} does not`,
    {
      hint: "put the journal back; or, to begin anew, remove that file by hand",
    },
  );
}

/** The instant that judges approvals: never earlier than one the journal has. Refusal: clock_untrusted. */
export function trustNow(account: Account, deps: RunDeps): Result<number> {
  const lastLoggedMs = account.state.trustMs;
  return trustTime({
    wallMs: deps.clock.nowMs(),
    venueMs: null,
    lastLoggedMs,
    environment: "paper",
  });
}

/**
 * The strategy under which a position was entered, or an entry sent, when it may not run any more: its exit rules govern
 * until flat, whatever expired or was edited since (decision A6). Its code is null when it is not there as it was.
 *
 * @returns null when the slot is flat or nothing of it is left; then the native levels at the venue are what protects.
 */
export function inCustody(account: Account, deps: RunDeps, slot: string): Governing | null {
  const { active, instrument } = stateOf(account, slot);
  if (isFlat(account, slot) || active === null || instrument === null) return null;
  const terms = termsByDigest(deps.trust, active);
  if (!terms.ok) return null;
  const loaded = loadByDigest(deps.trust, active, instrument);
  const bundle = loaded.ok ? loaded.value.bundle : null;
  return { slot, approvalSha256: active.approval, ...terms.value, bundle };
}

export function isFlat(account: Account, slot: string): boolean {
  const { position, pending } = stateOf(account, slot);
  return position === null && pending.length === 0;
}
