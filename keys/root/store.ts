/** Reads and writes the roots of a workspace. */
import { join } from "node:path";
import type { Environment } from "#host/contract/primitives.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import type { Role } from "#host/contract/root.ts";
import type { Keyring, KnownKey, RoleRule } from "#host/trust/keyring/keyring.ts";
import { isKeptTwice, OLDER_ROOTS, readRootChain } from "#host/trust/keyring/root-chain.ts";
import { loadRoot, verifyChain, verifyRoot, type TrustedRoot } from "#host/trust/keyring/root.ts";
import { writeAtomic } from "#host/workspace/atomic-write.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";
import type { SignPorts } from "../ports.ts";

const MISSING_HINT = "sign root init makes it from the key in keys/";

/** The newest root, as the host would take it. Refusals: root_missing and what `loadRoot` says. */
export function currentRoot(workspace: Workspace, nowMs: number): Result<TrustedRoot> {
  const chain = readRootChain(signedFilesIn(workspace.keys));
  return chain.ok ? loadRoot(chain.value, nowMs, null) : withHint(chain);
}

/** Says so when the root may be one that was put back. Nobody who looks at these files alone could tell. */
export function warnIfKeptTwice(
  workspace: Workspace,
  { version }: TrustedRoot,
  { tell }: Pick<SignPorts, "tell">,
): void {
  if (!isKeptTwice(signedFilesIn(workspace.keys), version)) return;
  tell(
    `warning: keys/root.json is version ${version}, which keys/roots/ keeps as one that was followed. Either a rotation ` +
      "stopped half way, or somebody put the old root back (root_rolled_back): compare with the others before you sign\n",
  );
}

function withHint<T extends Result<never>>(refused: T): Result<never> {
  if (refused.ok || refused.refusal.code !== "root_missing") return refused;
  return refuse("root_missing", refused.refusal.message, { hint: MISSING_HINT });
}

/** A root in force, and the file that says so. */
export interface RootOnDisk {
  readonly root: TrustedRoot;
  readonly bytes: Uint8Array;
}

/** The newest root and its file, expired or not: it may still be followed by the next one. */
export function rootToFollow(workspace: Workspace): Result<RootOnDisk> {
  const found = rootIfThere(workspace);
  if (!found.ok) return found;
  return found.value === null
    ? refuse("root_missing", "there is no keys/root.json", { hint: MISSING_HINT })
    : ok(found.value);
}

/** null: nobody has made one here. */
export function rootIfThere(workspace: Workspace): Result<RootOnDisk | null> {
  const chain = readRootChain(signedFilesIn(workspace.keys));
  if (!chain.ok) return chain.refusal.code === "root_missing" ? ok(null) : chain;
  const roots = verifyChain(chain.value);
  if (!roots.ok) return roots;
  const root = roots.value.at(-1);
  const bytes = chain.value.at(-1);
  return ok(root === undefined || bytes === undefined ? null : { root, bytes });
}

/**
 * Everybody who ever had a role, as one keyring: what was signed keeps its place after its signer left. For numbering and
 * for reading the past, never to decide what may run.
 *
 * @returns Refusals: those of reading the chain.
 */
export function everKeyring(workspace: Workspace): Result<Keyring> {
  const chain = readRootChain(signedFilesIn(workspace.keys));
  if (!chain.ok) return withHint(chain);
  const roots = verifyChain(chain.value);
  if (!roots.ok) return roots;
  const keys: [string, KnownKey][] = [];
  const roles = new Map<Role, RoleRule>();
  for (const { keyring } of roots.value) {
    keys.push(...keyring.keys);
    for (const [role, rule] of keyring.roles) {
      const before = roles.get(role) ?? rule;
      const threshold = Math.min(before.threshold, rule.threshold);
      roles.set(role, { threshold, keyids: before.keyids.union(rule.keyids) });
    }
  }
  return ok({ rootVersion: roots.value.at(-1)?.version ?? 0, keys: new Map(keys), roles });
}

/** Which keys count for a root and its successor: as soon as either has a live key, only live keys (host/trust). */
export function environmentOfRoots(keyrings: readonly Keyring[]): Environment {
  const live = keyrings.some((keyring) =>
    [...keyring.keys.values()].some(({ environments }) => environments.includes("live")),
  );
  return live ? "live" : "paper";
}

/**
 * Verifies a root the way the host will, and writes it. What it follows is kept in `keys/roots/` first.
 *
 * @returns Refusals: what `verifyRoot` says; then nothing was written.
 */
export function installRoot(
  workspace: Workspace,
  bytes: Uint8Array,
  follows: RootOnDisk | null,
): Result<TrustedRoot> {
  const verified = verifyRoot(bytes, follows?.root ?? null);
  if (!verified.ok) return verified;
  if (follows !== null) {
    const kept = join(workspace.keys, OLDER_ROOTS, `${follows.root.version}.json`);
    writeAtomic(kept, follows.bytes);
  }
  writeAtomic(workspace.rootFile, bytes);
  return verified;
}
