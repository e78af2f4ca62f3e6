/**
 * How far this host has come in a slot: what is older is a rollback. Folded from the journal's `adopted` entries, which
 * no signer and no writer of `signed/` can reach.
 */
export interface SlotFloor {
  readonly slotVersion: number;
  /** Digest of the approval that was adopted at that version. */
  readonly approval: string;
}
