/**
 * What the witness remembers: its newest checkpoint per journal, outside the workspace, where the host cannot write.
 *
 * It believes only what its own key signed.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Checkpoint } from "#host/contract/checkpoint.ts";
import { instantMs } from "#host/kernel/instant.ts";
import { ok, type Result } from "#host/kernel/result.ts";
import { verifyCheckpoint } from "#host/trust/checkpoint.ts";
import type { Keyring } from "#host/trust/keyring/keyring.ts";
import { writeAtomic } from "#host/workspace/atomic-write.ts";
import { checkpointName, type Destination } from "./deliver.ts";
import type { Mark } from "./rounds.ts";
import { NOTHING_WITNESSED, witnessedOf } from "./walk.ts";

export interface MemoryPlace {
  /** The person's own folder for keys. */
  readonly userKeys: string;
  readonly account: string;
  /** Two workspaces may have an account of one name. */
  readonly workspaceDigest: string;
}

export function memoryPath({ userKeys, account, workspaceDigest }: MemoryPlace): string {
  return join(userKeys, "witness", `${account}-${workspaceDigest.slice(0, 12)}.json`);
}

export function remember(place: MemoryPlace, envelope: Uint8Array): void {
  writeAtomic(memoryPath(place), envelope, 0o600);
}

/** What is known when the witness starts. */
export interface Recalled {
  readonly mark: Mark;
  readonly from: Checkpoint | null;
  /** What is remembered and the destination may lack: memory is one per journal, destinations may be many. */
  readonly owed: Owed | null;
}

export interface Owed {
  readonly name: string;
  readonly envelope: Uint8Array;
}

/**
 * The newest checkpoint that is known: remembered, or in the folder that checkpoints go to.
 *
 * @returns A mark of nothing when there is none. Refusals: those of `verifyCheckpoint`, of what is remembered.
 */
export function recall(place: MemoryPlace, to: Destination, keyring: Keyring): Result<Recalled> {
  const own = readSmallFile(memoryPath(place));
  let newest: Checkpoint | null = null;
  let owed: Owed | null = null;
  if (own !== null) {
    const read = verifyCheckpoint(own, keyring);
    if (!read.ok) return read;
    newest = read.value;
    owed = { name: checkpointName(place.account, newest.size), envelope: own };
  }
  for (const each of to.kind === "folder" ? inFolder(to.path, place.account, keyring) : []) {
    if (newest !== null && each.size < newest.size) continue;
    // A command cannot be asked what it has; a folder can.
    owed = null;
    newest = each;
  }
  if (newest === null) return ok({ mark: NO_MARK, from: null, owed });
  const mark = { witnessed: witnessedOf(newest), atMs: instantMs(newest.time) };
  return ok({ mark, from: newest, owed });
}

const NO_MARK: Mark = { witnessed: NOTHING_WITNESSED, atMs: 0 };

/** Files there that are not checkpoints of this account say nothing: anybody may have put them there. */
function inFolder(path: string, account: string, keyring: Keyring): Checkpoint[] {
  const found: Checkpoint[] = [];
  for (const name of readdirSync(path)) {
    if (!name.startsWith(`${account}-`) || !name.endsWith(".json")) continue;
    const bytes = readSmallFile(join(path, name));
    const read = bytes === null ? null : verifyCheckpoint(bytes, keyring);
    if (read !== null && read.ok && read.value.account === account) found.push(read.value);
  }
  return found;
}

/** A checkpoint is under 1 KiB. null: not there, or nothing that could be one. */
function readSmallFile(path: string): Uint8Array | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size <= CHECKPOINT_BYTES_MAX ? readFileSync(path) : null;
}

const CHECKPOINT_BYTES_MAX = 16_384;
