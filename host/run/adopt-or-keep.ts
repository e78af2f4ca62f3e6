/** Which strategy a slot of an account's own journal runs now: what waits, or what it has. */
import { ok, refuse, type Refused, type Result } from "../kernel/result.ts";
import { decideAdoption } from "../trust/adoption.ts";
import { readPointer } from "../trust/registry/pointer.ts";
import { isRenewalOf } from "../trust/approval/successor.ts";
import { environmentOf } from "../trust/approval/authentic.ts";
import type { VerifiedPlugin } from "../trust/verified-plugin.ts";
import { stateOf, type Account } from "./account.ts";
import type { Judging } from "./deps.ts";
import { termsByDigest } from "./load-by-digest.ts";
import { announceEnd } from "./expiry.ts";
import type { Standing } from "./standing.ts";
import {
  activeOf,
  adopt,
  moveActive,
  pendingOf,
  recordRefusedAdoption,
  type Candidate,
} from "./trust.ts";

/** What a slot runs from this boundary on. */
export interface Kept {
  /** null: the slot has none. */
  readonly plugin: VerifiedPlugin | null;
  /** Another strategy waits until the slot is flat. */
  readonly waits: boolean;
}

/**
 * In the account's own journal: adopts what waits when flat or what only renews, verifies what is active.
 *
 * @returns The strategy to run. Refusals are recorded: the slot keeps what it had.
 */
export function adoptOrKeep(
  account: Account,
  deps: Judging,
  slot: string,
  standing: Result<Standing>,
): Result<Kept> {
  if (!standing.ok) return standing;
  const lost = refuseLostJournal(account, deps, slot) ?? refuseLive(account, slot);
  if (lost !== null) return lost;
  const kept = verifySlot(account, deps, slot, standing.value);
  if (kept.ok && kept.value.plugin !== null) {
    const { approvalSha256: sha256, approval } = kept.value.plugin;
    const end = { what: "approval", slot, sha256, expires: approval.expires } as const;
    announceEnd(account, end, standing.value.nowMs);
  }
  return kept;
}

function verifySlot(
  account: Account,
  deps: Judging,
  slot: string,
  standing: Standing,
): Result<Kept> {
  const atMs = account.state.atMs ?? 0;
  const found = pendingOf(deps.trust, account.state, slot, standing);
  if (!found.ok) recordRefusedAdoption(account, slot, found.refusal, atMs);
  const floor = account.state.floors.get(slot) ?? null;
  const pending = found.ok ? found.value : null;
  const renews = pending !== null && renewsActive(account, deps, pending);
  const decided = decideAdoption({ pending, floor, flat: isFlat(account, slot), renews });
  if (decided.kind === "adopt") {
    adopt(account, decided, { atMs, renews });
    moveActive(account, deps.trust, decided.plugin);
    return ok({ plugin: decided.plugin, waits: false });
  }
  const active = activeOf(deps.trust, account.state, slot, standing);
  if (!active.ok) return active;
  // Nothing was ever adopted and what waits was refused: that refusal is the reason.
  if (active.value === null && !found.ok) return found;
  return ok({ plugin: active.value, waits: decided.kind === "wait" });
}

/** The active approval is believed by the digest that the journal names, expired or not. */
function renewsActive(account: Account, { trust }: Judging, { plugin }: Candidate): boolean {
  const { active } = stateOf(account, plugin.slot);
  if (active === null) return false;
  const terms = termsByDigest(trust, active);
  return terms.ok && isRenewalOf(plugin.approval, terms.value.approval);
}

/** Real money needs limits that somebody signed; a draft is what anybody who edits a file may write (decision B2). */
function refuseLive(account: Account, slot: string): Refused | null {
  if (environmentOf(slot) === "paper" || account.state.signed.policyInForce !== null) return null;
  return refuse("risk_unsigned", `${slot} is live and config/risk.toml is an unsigned draft`);
}

/** `active/` is written after the journal: where it points and the journal knows nothing, the journal is gone, floors and all. */
function refuseLostJournal(account: Account, deps: Judging, slot: string): Refused | null {
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

export function isFlat(account: Account, slot: string): boolean {
  const { position, pending } = stateOf(account, slot);
  return position === null && pending.length === 0;
}
