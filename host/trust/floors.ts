/**
 * How far this host has come: what is older is a rollback. Folded from the journal's `adopted` entries, which no signer
 * and no writer of `signed/` can reach.
 */
import type { RootFloor } from "./keyring/root.ts";

export interface SlotFloor {
  readonly slotVersion: number;
  /** Digest of the approval that was adopted at that version. */
  readonly approval: string;
}

export interface Floors {
  readonly slots: ReadonlyMap<string, SlotFloor>;
  readonly root: RootFloor | null;
  /** Highest trust time seen. */
  readonly maxSeenMs: number | null;
}

export const NO_FLOORS: Floors = { slots: new Map(), root: null, maxSeenMs: null };

/** One `adopted` entry of the journal. */
export interface Adoption extends SlotFloor {
  readonly slot: string;
  readonly rootVersion: number;
  /** Absent in journals that recorded only the root's version. */
  readonly rootSha256?: string | undefined;
}

/** Raises the floors by one adoption; nothing ever lowers them. */
export function raiseFloors(floors: Floors, adoption: Adoption): Floors {
  const { slot, slotVersion, approval, rootVersion, rootSha256 } = adoption;
  const before = floors.slots.get(slot);
  const slots =
    before === undefined || slotVersion > before.slotVersion
      ? new Map(floors.slots).set(slot, { slotVersion, approval })
      : floors.slots;
  const root =
    floors.root === null || rootVersion > floors.root.version
      ? { version: rootVersion, sha256: rootSha256 ?? null }
      : floors.root;
  return { ...floors, slots, root };
}

/** Raises the highest trust time seen. */
export function seenAt(floors: Floors, trustMs: number): Floors {
  return { ...floors, maxSeenMs: Math.max(floors.maxSeenMs ?? trustMs, trustMs) };
}
