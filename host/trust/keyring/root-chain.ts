/**
 * Where roots lie in `keys/`: `root.json` is the newest, `roots/<version>.json` are those before it. A rotation writes
 * the old one to `roots/` first and then replaces `root.json`, so a crash in between leaves the same bytes twice.
 */
import { ENVELOPE_BYTES_MAX } from "../../contract/envelope.ts";
import { ok, refuse, type Result } from "../../kernel/result.ts";
import type { SignedFiles } from "../registry/signed-files.ts";

export const ROOT_FILE = "root.json";
export const OLDER_ROOTS = "roots";

/**
 * Reads the chain of roots, oldest first, for `loadRoot`.
 *
 * @param files - The folder `keys/`.
 * @returns Refusals: root_missing; root_chain_broken when a version before the newest is not there; root_rolled_back when
 *   the newest is a copy of one that another followed.
 */
export function readRootChain(files: SignedFiles): Result<readonly Uint8Array[]> {
  const newest = files.read(ROOT_FILE, ENVELOPE_BYTES_MAX);
  if (!newest.ok) return newest;
  if (newest.value === null) return refuse("root_missing", "there is no keys/root.json");
  const entries = files.list(OLDER_ROOTS);
  if (!entries.ok) return entries;
  const versions = entries.value
    .flatMap(({ name }) => /^([1-9]\d{0,9})\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);
  const chain: Uint8Array[] = [];
  for (const [index, version] of versions.entries()) {
    if (version !== index + 1) {
      return refuse("root_chain_broken", `keys/roots/${index + 1}.json is not there`);
    }
    const older = files.read(`${OLDER_ROOTS}/${version}.json`, ENVELOPE_BYTES_MAX);
    if (!older.ok) return older;
    if (older.value === null) {
      return refuse("root_chain_broken", `keys/roots/${version}.json is not there`);
    }
    chain.push(older.value);
  }
  const again = chain.findIndex((older) => Buffer.compare(older, newest.value ?? older) === 0);
  if (again === -1) return ok([...chain, newest.value]);
  if (again === chain.length - 1) return ok(chain);
  return refuse(
    "root_rolled_back",
    `keys/root.json is version ${again + 1}, and keys/roots/ has version ${chain.length}`,
    { detail: { version: again + 1, floor: chain.length } },
  );
}

/**
 * Whether `root.json` is a version that `roots/` keeps too: a rotation stopped half way, or somebody put the older file
 * back. From these files alone nobody can tell; a host that has acted under the newer one can.
 */
export function isKeptTwice(files: SignedFiles, version: number): boolean {
  const newest = files.read(ROOT_FILE, ENVELOPE_BYTES_MAX);
  const kept = files.read(`${OLDER_ROOTS}/${version}.json`, ENVELOPE_BYTES_MAX);
  if (!newest.ok || !kept.ok || newest.value === null || kept.value === null) return false;
  return Buffer.compare(newest.value, kept.value) === 0;
}
