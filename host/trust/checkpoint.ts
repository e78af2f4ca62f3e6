/** What a witness signed of a journal (decision B3). The host reads checkpoints; the key that makes them is elsewhere. */
import { checkpoint as checkpointSchema, type Checkpoint } from "../contract/checkpoint.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import { openEnvelope, readPayload } from "./dsse.ts";
import { verifySignatures, type Keyring } from "./keyring/keyring.ts";

/**
 * Verifies a checkpoint's envelope.
 *
 * @returns Refusals: those of `openEnvelope` and of `verifySignatures` for the role `log`, payload_not_canonical,
 *   payload_invalid.
 */
export function verifyCheckpoint(bytes: Uint8Array, keyring: Keyring): Result<Checkpoint> {
  const opened = openEnvelope(bytes);
  if (!opened.ok) return opened;
  const demand = { kind: "checkpoint", role: "log", environment: null } as const;
  const signers = verifySignatures(opened.value, demand, keyring);
  return signers.ok ? readPayload(opened.value, checkpointSchema, "checkpoint") : signers;
}

/** The journal that a checkpoint is held against. */
export interface WitnessedJournal {
  readonly account: string;
  /** sha256 of the first entry's bytes; null for an empty journal. */
  readonly genesis: string | null;
  readonly size: number;
  /** sha256 of the bytes of entry `seq`, of a chain that has been verified; null when there is none. */
  digestAt(seq: number): string | null;
}

/**
 * Proves that a journal still begins with everything that the witness saw.
 *
 * @returns Refusals: checkpoint_foreign, checkpoint_truncated, checkpoint_differs.
 */
export function verifyWitnessed(checkpoint: Checkpoint, journal: WitnessedJournal): Result<true> {
  const { account, genesis, size, head, time } = checkpoint;
  if (account !== journal.account) {
    return refuse(
      "checkpoint_foreign",
      `checkpoint is of account ${account}, not ${journal.account}`,
    );
  }
  if (journal.size > 0 && genesis !== journal.genesis) {
    return refuse(
      "checkpoint_foreign",
      `checkpoint is of a journal that begins with ${genesis}, this one begins with ${journal.genesis ?? "nothing"}`,
    );
  }
  if (journal.size < size) {
    return refuse(
      "checkpoint_truncated",
      `journal has ${journal.size} entries, a witness saw ${size} at ${time}`,
      { detail: { entries: journal.size, witnessed: size } },
    );
  }
  const found = journal.digestAt(size - 1);
  return found === head
    ? ok(true)
    : refuse(
        "checkpoint_differs",
        `entry ${size - 1} is ${found ?? "missing"}, a witness saw ${head} at ${time}`,
        { detail: { seq: size - 1 } },
      );
}
