/** Reads and writes the roots of a workspace. */
import { join } from "node:path";
import type { Role, Root } from "#host/contract/root.ts";
import { DAY_MS } from "#host/kernel/timeframe.ts";
import { isoInstant } from "#host/kernel/instant.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import { OLDER_ROOTS, readRootChain } from "#host/trust/keyring/root-chain.ts";
import { loadRoot, verifyChain, verifyRoot, type TrustedRoot } from "#host/trust/keyring/root.ts";
import { writeAtomic } from "#host/workspace/atomic-write.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";
import { payloadOf, sealPayload } from "./seal.ts";
import type { PublicHalf, SigningKey } from "./signing-key.ts";

const MISSING_HINT = "sign root init makes it from the key in keys/";

/** The newest root, as the host would take it. Refusals: root_missing and what `loadRoot` says. */
export function currentRoot(workspace: Workspace, nowMs: number): Result<TrustedRoot> {
  const chain = readRootChain(signedFilesIn(workspace.keys));
  if (!chain.ok) {
    return chain.refusal.code === "root_missing"
      ? refuse("root_missing", chain.refusal.message, { hint: MISSING_HINT })
      : chain;
  }
  return loadRoot(chain.value, nowMs, null);
}

/** The newest root and its file, expired or not: it may still be followed by the next one. */
export function rootToFollow(
  workspace: Workspace,
): Result<{ readonly root: TrustedRoot; readonly bytes: Uint8Array }> {
  const chain = readRootChain(signedFilesIn(workspace.keys));
  if (!chain.ok) return chain;
  const roots = verifyChain(chain.value);
  if (!roots.ok) return roots;
  const root = roots.value.at(-1);
  const bytes = chain.value.at(-1);
  return root === undefined || bytes === undefined
    ? refuse("root_missing", "there is no keys/root.json", { hint: MISSING_HINT })
    : ok({ root, bytes });
}

export function rootExists(workspace: Workspace): Result<boolean> {
  const chain = readRootChain(signedFilesIn(workspace.keys));
  return !chain.ok && chain.refusal.code === "root_missing" ? ok(false) : ok(true);
}

/** A key's entry in a root. */
export function entryOf(key: PublicHalf, owner: string): Root["keys"][number] {
  const { keyid, publicKey, environments } = key;
  return { keyid, publicKey, owner, environments: [...environments] };
}

/** The first root of a workspace: one releaser. */
export function firstRoot(key: PublicHalf, owner: string, expires: string): Root {
  return {
    schema: "root/1",
    version: 1,
    expires,
    keys: [entryOf(key, owner)],
    roles: { release: { keyids: [key.keyid], threshold: 1 } },
    revokedKeys: [],
  };
}

export interface RoleGrant {
  readonly key: PublicHalf;
  readonly owner: string;
  readonly role: Role;
  /** null keeps the threshold, or begins with 1. */
  readonly threshold: number | null;
  readonly expires: string;
}

/** The next root: the same, with a key in a role. A key that is known keeps its entry. */
export function grantedRoot(before: Root, grant: RoleGrant): Root {
  const { key, owner, role, threshold, expires } = grant;
  const known = before.keys.some(({ keyid }) => keyid === key.keyid);
  const rule = before.roles[role];
  const keyids = [...new Set([...(rule?.keyids ?? []), key.keyid])];
  return {
    ...before,
    version: before.version + 1,
    expires,
    keys: known ? before.keys : [...before.keys, entryOf(key, owner)],
    roles: {
      ...before.roles,
      [role]: { keyids, threshold: threshold ?? rule?.threshold ?? 1 },
    },
  };
}

export function expiryAfter(nowMs: number, days: number): string {
  return isoInstant(nowMs + days * DAY_MS);
}

/**
 * Signs a root, verifies it the way the host will, and writes it. What it follows is kept in `keys/roots/` first.
 *
 * @returns Refusals: what `verifyRoot` says; then nothing was written.
 */
export function writeRoot(
  workspace: Workspace,
  root: Root,
  keys: readonly SigningKey[],
  follows: { readonly root: TrustedRoot; readonly bytes: Uint8Array } | null,
): Result<TrustedRoot> {
  const bytes = sealPayload("root", payloadOf(root), keys);
  const verified = verifyRoot(bytes, follows?.root ?? null);
  if (!verified.ok) return verified;
  if (follows !== null) {
    const kept = join(workspace.keys, OLDER_ROOTS, `${follows.root.version}.json`);
    writeAtomic(kept, follows.bytes);
  }
  writeAtomic(workspace.rootFile, bytes);
  return verified;
}
