/** When a pending plugin becomes the active one: only when flat or a renewal, and as a decision that touches nothing. */
import { assert } from "../kernel/result.ts";
import type { SlotFloor } from "./floors.ts";
import type { Link } from "./registry/history.ts";
import type { PendingPlugin } from "./registry/resolve.ts";
import type { VerifiedPlugin } from "./verified-plugin.ts";

export interface AdoptionCase {
  readonly pending: PendingPlugin | null;
  /** What the journal adopted last; null when nothing. */
  readonly floor: SlotFloor | null;
  /** The venue stated that there is no position and no open order of ours; *unknown* is false. */
  readonly flat: boolean;
  /** What waits only renews what is active: nothing changes for an open position (decision B5). */
  readonly renews: boolean;
}

export type AdoptionDecision =
  /** Nothing waits. */
  | { readonly kind: "keep" }
  /** Something waits for the position to close: no new entry in between (decision A6). */
  | { readonly kind: "wait"; readonly plugin: VerifiedPlugin }
  /** Journal `superseded` and `adopted` first, then replace the pointer: the journal is the authority. */
  | {
      readonly kind: "adopt";
      readonly plugin: VerifiedPlugin;
      readonly superseded: readonly Link[];
    };

/** Decides whether to move the active pointer. */
export function decideAdoption({ pending, floor, flat, renews }: AdoptionCase): AdoptionDecision {
  if (pending === null) return { kind: "keep" };
  const { plugin, superseded } = pending;
  assert(
    plugin.slotVersion > (floor?.slotVersion ?? 0),
    "a pending plugin has been verified against the same floor",
  );
  return flat || renews ? { kind: "adopt", plugin, superseded } : { kind: "wait", plugin };
}
