/** The next root from the last: what each command of `sign root` changes. Pure; the verifier judges the result. */
import type { Role, Root } from "#host/contract/root.ts";
import { isoInstant } from "#host/kernel/instant.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import { DAY_MS } from "#host/kernel/timeframe.ts";
import type { PublicHalf } from "../signing-key.ts";

type RoleRule = NonNullable<Root["roles"][Role]>;

/** A public key and who holds its secret. */
export interface Newcomer {
  readonly key: PublicHalf;
  readonly owner: string;
}

export function expiryAfter(nowMs: number, days: number): string {
  return isoInstant(nowMs + days * DAY_MS);
}

function entryOf({ key, owner }: Newcomer): Root["keys"][number] {
  const { keyid, publicKey, environments } = key;
  return { keyid, publicKey, owner, environments: [...environments] };
}

/** The first root: its holders may release and set the risk policy, with the same threshold. */
export function firstRoot(
  holders: readonly Newcomer[],
  threshold: number,
  expires: string,
): Result<Root> {
  const keyids = holders.map(({ key }) => key.keyid);
  if (new Set(keyids).size !== keyids.length) {
    return refuse("argument_invalid", "a key was named twice: one person is one signature");
  }
  return reachable({
    schema: "root/1",
    version: 1,
    expires,
    keys: holders.map(entryOf),
    roles: { release: { keyids, threshold }, risk: { keyids, threshold } },
    revokedKeys: [],
  });
}

/** The same root, one version later. */
function successor(before: Root, expires: string): Root {
  return { ...before, version: before.version + 1, expires };
}

/**
 * Gives a key a role. A key that is known keeps its entry.
 *
 * @param threshold - null keeps the role's, or begins with 1.
 * @returns Refusals: key_revoked, threshold_unreachable.
 */
export function withRole(
  before: Root,
  newcomer: Newcomer,
  role: Role,
  threshold: number | null,
  expires: string,
): Result<Root> {
  const { keyid } = newcomer.key;
  if (before.revokedKeys.includes(keyid)) return cameBack(newcomer.key);
  const rule = before.roles[role];
  const keyids = [...new Set([...(rule?.keyids ?? []), keyid])];
  const next = successor(before, expires);
  return reachable({
    ...next,
    keys: knows(before, keyid) ? before.keys : [...before.keys, entryOf(newcomer)],
    roles: {
      ...before.roles,
      [role]: { keyids, threshold: threshold ?? rule?.threshold ?? 1 },
    },
  });
}

function cameBack({ name, keyid }: PublicHalf): Result<never> {
  return refuse("key_revoked", `key ${name} (${keyid}) was revoked, and stays so`);
}

function knows(root: Root, keyid: string): boolean {
  return root.keys.some((key) => key.keyid === keyid);
}

/**
 * Takes a key out of one role, or out of all and out of the root.
 *
 * @param role - null: all roles.
 * @param compromised - Its entry stays and is marked as revoked, so that what it signs is refused by that name.
 * @returns Refusals: argument_invalid when it does not have the role; threshold_unreachable.
 */
export function withoutKey(
  before: Root,
  keyid: string,
  role: Role | null,
  compromised: boolean,
  expires: string,
): Result<Root> {
  if (role !== null && before.roles[role]?.keyids.includes(keyid) !== true) {
    return refuse("argument_invalid", `key ${keyid} does not have the role ${role}`);
  }
  const roles = mapRoles(before, (rule, each) =>
    role === null || each === role ? rule.filter((other) => other !== keyid) : rule,
  );
  return reachable(forgotten({ ...successor(before, expires), roles }, keyid, compromised));
}

/**
 * Puts a new key in every place of an old one.
 *
 * @returns Refusals: key_revoked, argument_invalid when it is the same key, threshold_unreachable.
 */
export function rotated(
  before: Root,
  oldKeyid: string,
  newcomer: Newcomer,
  compromised: boolean,
  expires: string,
): Result<Root> {
  const { keyid } = newcomer.key;
  if (keyid === oldKeyid) return refuse("argument_invalid", "the new key is the old one");
  if (before.revokedKeys.includes(keyid)) return cameBack(newcomer.key);
  const roles = mapRoles(before, (keyids) => [
    ...new Set(keyids.map((each) => (each === oldKeyid ? keyid : each))),
  ]);
  const keys = knows(before, keyid) ? before.keys : [...before.keys, entryOf(newcomer)];
  const next = { ...successor(before, expires), keys, roles };
  return reachable(forgotten(next, oldKeyid, compromised));
}

/** Sets how many signatures a role needs. Refusals: argument_invalid, threshold_unreachable. */
export function withThreshold(
  before: Root,
  role: Role,
  threshold: number,
  expires: string,
): Result<Root> {
  const rule = before.roles[role];
  if (rule === undefined) return refuse("argument_invalid", `nobody has the role ${role}`);
  const roles = { ...before.roles, [role]: { ...rule, threshold } };
  return reachable({ ...successor(before, expires), roles });
}

function mapRoles(
  root: Root,
  change: (keyids: readonly string[], role: string) => readonly string[],
): Root["roles"] {
  const mapped = (role: Role): RoleRule | undefined => {
    const rule = root.roles[role];
    if (rule === undefined) return undefined;
    const keyids = [...change(rule.keyids, role)];
    // A role that nobody has left and nobody needs is no role. Without releasers there is no root at all.
    return keyids.length === 0 && rule.threshold === 1 && role !== "release"
      ? undefined
      : { ...rule, keyids };
  };
  const optional = (["risk", "log", "ci", "proposer", "guardian"] as const).flatMap((role) => {
    const rule = mapped(role);
    return rule === undefined ? [] : [[role, rule] as const];
  });
  return { release: mapped("release") ?? root.roles.release, ...Object.fromEntries(optional) };
}

/** A key without a role leaves the root; one that was stolen stays, named as revoked. */
function forgotten(root: Root, keyid: string, compromised: boolean): Root {
  const roles = Object.values(root.roles);
  if (compromised) {
    return { ...root, revokedKeys: [...new Set([...root.revokedKeys, keyid])] };
  }
  const needed = roles.some((rule) => rule?.keyids.includes(keyid));
  return needed ? root : { ...root, keys: root.keys.filter((key) => key.keyid !== keyid) };
}

/** Refusal: threshold_unreachable, which would lock a role for good. */
function reachable(root: Root): Result<Root> {
  for (const [role, rule] of Object.entries(root.roles)) {
    const usable = new Set(rule?.keyids ?? []).difference(new Set(root.revokedKeys)).size;
    if (rule === undefined || usable >= rule.threshold) continue;
    return refuse(
      "threshold_unreachable",
      `role ${role} would need ${rule.threshold} signatures and have ${usable} keys`,
      { hint: `sign root threshold ${role} M lowers it, sign root rotate replaces a key` },
    );
  }
  return ok(root);
}
