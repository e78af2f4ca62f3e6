/**
 * What a witness outside says of this journal (decision B3): a checkpoint that the journal contradicts means that it was
 * rewritten or is an old copy, and one that is missing for too long is said.
 */
import { ok, refuse, type Result } from "../kernel/result.ts";
import { instantMs } from "../kernel/instant.ts";
import { verifyCheckpoint, verifyWitnessed } from "../trust/checkpoint.ts";
import type { Checkpoint } from "../contract/checkpoint.ts";
import type { Journal } from "../ports.ts";
import { record, type Account } from "./account.ts";
import type { Judging } from "./deps.ts";
import type { Standing } from "./standing.ts";

const HOUR_MS = 3_600_000;

/**
 * Holds the newest checkpoint of an account against its journal.
 *
 * Files that do not verify prove nothing and count as none.
 *
 * @returns Refusals: checkpoint_truncated, checkpoint_differs, checkpoint_foreign; for an armed account checkpoint_late.
 */
export function witnessed(
  account: Account,
  { checkpoints, lateHours }: Judging,
  { nowMs, root }: Standing,
): Result<null> {
  if (checkpoints === null) return ok(null);
  const newest = newestOf(checkpoints(account.alias), (bytes) => {
    const read = verifyCheckpoint(bytes, root.keyring);
    return read.ok ? read.value : null;
  });
  if (newest !== null) {
    const held = verifyWitnessed(newest, journalOf(account));
    if (!held.ok) return held;
  }
  const ageMs = newest === null ? null : nowMs - instantMs(newest.time);
  const late = ageMs === null ? begun(account, nowMs, lateHours) : ageMs > lateHours * HOUR_MS;
  note(account, newest, late, lateHours);
  const { armedUntilMs } = account.state.signed;
  if (!late || armedUntilMs === null || nowMs >= armedUntilMs) return ok(null);
  const seen = newest === null ? "none was ever seen" : `the newest is of ${newest.time}`;
  return refuse("checkpoint_late", `no checkpoint within ${lateHours} hours: ${seen}`);
}

/** The newest by size, of those that verify: at most a few are looked at, newest name first. */
function newestOf(
  files: readonly Uint8Array[],
  read: (bytes: Uint8Array) => Checkpoint | null,
): Checkpoint | null {
  for (const bytes of files) {
    const found = read(bytes);
    if (found !== null) return found;
  }
  return null;
}

/** An account that has just begun is given as long as every other for its first checkpoint. */
function begun({ journal }: Account, nowMs: number, lateHours: number): boolean {
  for (const entry of journal.entries(0)) {
    if (entry.kind !== "host_started" || entry.body.trustMs === undefined) continue;
    return nowMs - entry.body.trustMs > lateHours * HOUR_MS;
  }
  return false;
}

function note(account: Account, newest: Checkpoint | null, late: boolean, lateHours: number): void {
  const { checkpointLate } = account.state.signed;
  if (late === checkpointLate) return;
  const place = { at: account.state.atMs ?? 0, slot: null, instrument: null };
  if (late) {
    const body = { newest: newest?.time ?? null, lateHours };
    record(account, { kind: "checkpoint_late", ...place, body });
    return;
  }
  if (newest === null) return;
  const { size, head, time } = newest;
  record(account, { kind: "checkpoint_seen", ...place, body: { size, head, time } });
}

function journalOf({ alias, journal }: Account) {
  const head = journal.head();
  const digestAt = (seq: number): string | null =>
    seq === head.seq ? head.sha256 : prevOf(journal, seq + 1);
  return { account: alias, genesis: digestAt(0), size: head.seq + 1, digestAt };
}

/** An entry's digest is what the next one names. */
function prevOf(journal: Journal, seq: number): string | null {
  journal.flush();
  for (const entry of journal.entries(seq)) return entry.prev;
  return null;
}
