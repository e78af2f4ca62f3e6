/** Question 2: is it for this slot, now, on this engine, and not older than what was adopted before? */
import type { Approval, Engine } from "../../contract/approval.ts";
import { instantMs, isoInstant } from "../../kernel/instant.ts";
import { ok, refuse, type Refused, type Result } from "../../kernel/result.ts";
import { verifyEngine } from "../engine.ts";
import type { SlotFloor } from "../floors.ts";
import type { AuthenticApproval } from "./authentic.ts";

/** `next`: waits for adoption. `active`: was adopted before and is verified again. */
export type Place = "next" | "active";

export interface Circumstances {
  readonly slot: string;
  readonly place: Place;
  /** Trust time (decision B1). */
  readonly nowMs: number;
  /** What this host has adopted in the slot; null when nothing. */
  readonly floor: SlotFloor | null;
  readonly engine: Engine;
}

/**
 * Judges an authentic approval in the circumstances that ask.
 *
 * @returns Refusals in this order: slot_differs (mix-up), approval_not_yet_valid, approval_expired (freeze); for `next`
 *   version_equivocated, version_not_higher (rollback); for `active` version_rolled_back, version_equivocated,
 *   pointer_not_adopted; engine_differs.
 */
export function verifyInForce(authentic: AuthenticApproval, now: Circumstances): Result<true> {
  const { approval } = authentic;
  const placed = verifySlot(approval, now.slot);
  if (!placed.ok) return placed;
  const timely = verifyTime(approval, now.nowMs);
  if (!timely.ok) return timely;
  const risen = now.floor === null ? null : objectionOfFloor(authentic, now.place, now.floor);
  return risen ?? verifyEngine(approval.engine, now.engine);
}

/** The slot is the address of a permission: the same words elsewhere permit nothing. */
export function verifySlot(approval: Approval, slot: string): Result<true> {
  return approval.slot === slot
    ? ok(true)
    : refuse("slot_differs", `approval is for ${approval.slot}, not ${slot}`);
}

function verifyTime(approval: Approval, nowMs: number): Result<true> {
  const { notBefore, expires } = approval;
  if (nowMs < instantMs(notBefore)) {
    return refuse(
      "approval_not_yet_valid",
      `approval begins at ${notBefore}, it is ${isoInstant(nowMs)}`,
    );
  }
  if (nowMs >= instantMs(expires)) {
    return refuse("approval_expired", `approval ended at ${expires}, it is ${isoInstant(nowMs)}`);
  }
  return ok(true);
}

function objectionOfFloor(
  { approval, sha256 }: AuthenticApproval,
  place: Place,
  floor: SlotFloor,
): Refused | null {
  const { slotVersion } = approval;
  const detail = { slotVersion, floor: floor.slotVersion };
  if (slotVersion === floor.slotVersion && sha256 !== floor.approval) {
    return refuse(
      "version_equivocated",
      `slot version ${slotVersion} is ${sha256}, the one adopted was ${floor.approval}`,
      { detail },
    );
  }
  if (place === "next") {
    const higher = slotVersion > floor.slotVersion;
    const message = `slot version ${slotVersion} is not above ${floor.slotVersion}`;
    return higher ? null : refuse("version_not_higher", message, { detail });
  }
  if (slotVersion === floor.slotVersion) return null;
  return slotVersion < floor.slotVersion
    ? refuse(
        "version_rolled_back",
        `active is slot version ${slotVersion}, the journal adopted ${floor.slotVersion}`,
        { detail },
      )
    : refuse(
        "pointer_not_adopted",
        `active is slot version ${slotVersion}, the journal adopted only ${floor.slotVersion}`,
        { detail },
      );
}
