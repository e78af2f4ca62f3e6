/**
 * Who may sign what: the keys of one root, checked once, and the count of signatures against a threshold.
 */
import { PAYLOAD_TYPES, type PayloadKind } from "../../contract/envelope.ts";
import type { Environment } from "../../contract/primitives.ts";
import type { Role, Root } from "../../contract/root.ts";
import type { RefusalCode } from "../../contract/codes.ts";
import { ok, refuse, type Refused, type Result } from "../../kernel/result.ts";
import { preAuthEncoding, type OpenedEnvelope } from "../dsse.ts";
import { loadPublicKey, type PublicKey } from "../ed25519-strict.ts";

export interface KnownKey {
  readonly key: PublicKey;
  readonly owner: string;
  readonly environments: readonly Environment[];
  readonly revoked: boolean;
}

export interface RoleRule {
  readonly threshold: number;
  readonly keyids: ReadonlySet<string>;
}

export interface Keyring {
  readonly rootVersion: number;
  readonly keys: ReadonlyMap<string, KnownKey>;
  readonly roles: ReadonlyMap<Role, RoleRule>;
}

/** What a set of signatures must satisfy. */
export interface Demand {
  readonly kind: PayloadKind;
  readonly role: Role;
  /** Environment that the payload acts on: keys that are not good for it do not count. null: any key counts. */
  readonly environment: Environment | null;
}

/**
 * Checks the keys and roles of a root.
 *
 * @returns Refusals: public_key_invalid; root_invalid when a key is named twice, a key id is not the digest of its key,
 *   a role names a key that is not there, or a threshold cannot be met by keys that are not revoked.
 */
export function keyringOf(root: Root): Result<Keyring> {
  const revoked = new Set(root.revokedKeys);
  const keys = new Map<string, KnownKey>();
  for (const { keyid, publicKey, owner, environments } of root.keys) {
    const key = loadPublicKey(Buffer.from(publicKey, "hex"));
    if (!key.ok) return key;
    if (key.value.keyid !== keyid) {
      return invalid(`key id ${keyid} is not the sha256 of its public key ${key.value.keyid}`);
    }
    if (keys.has(keyid)) return invalid(`key ${keyid} was named twice`);
    keys.set(keyid, { key: key.value, owner, environments, revoked: revoked.has(keyid) });
  }
  const roles = new Map<Role, RoleRule>();
  for (const role of ROLES) {
    const rule = root.roles[role];
    if (rule === undefined) continue;
    // A set: a key id that is written twice is still one key (GHSA-pwqf-9h7j-7mv8).
    const keyids = new Set(rule.keyids);
    const stranger = [...keyids].find((keyid) => !keys.has(keyid));
    if (stranger !== undefined)
      return invalid(`role ${role} names a key that is not in it: ${stranger}`);
    const usable = [...keyids].filter((keyid) => !revoked.has(keyid)).length;
    if (usable < rule.threshold) {
      return invalid(
        `role ${role} needs ${rule.threshold} signatures and has ${usable} usable keys`,
      );
    }
    roles.set(role, { threshold: rule.threshold, keyids });
  }
  return ok({ rootVersion: root.version, keys, roles });
}

/**
 * The keyring as if nothing had been revoked: an approval keeps its place in a slot's history after its key is revoked.
 * For numbering and for reading the past only; never to decide what may run.
 */
export function withRevoked(keyring: Keyring): Keyring {
  const keys = new Map(
    [...keyring.keys].map(([keyid, known]) => [keyid, { ...known, revoked: false }]),
  );
  return { ...keyring, keys };
}

const ROLES: readonly Role[] = ["release", "risk", "log", "ci", "proposer", "guardian"];

function invalid(message: string): Refused {
  return refuse("root_invalid", `root: ${message}`);
}

/**
 * Verifies an envelope's signatures before anything inside it is read.
 *
 * Every signature of a usable key must be right, not just enough of them: a wrong one is evidence of tampering. A key
 * counts once however often it signed.
 *
 * @returns Key ids that signed, sorted. Refusals, by attack: payload_type_wrong (type confusion), signature_invalid
 *   (tampering), key_revoked, key_role_wrong (role confusion), key_environment_wrong (a paper key for a live slot),
 *   key_unknown (wrong key), threshold_not_met (also one key signing twice).
 */
export function verifySignatures(
  envelope: OpenedEnvelope,
  demand: Demand,
  keyring: Keyring,
): Result<readonly string[]> {
  const typed = verifyPayloadType(envelope, demand.kind);
  if (!typed.ok) return typed;
  const rule = keyring.roles.get(demand.role);
  const signed = preAuthEncoding(envelope.payloadType, envelope.payload);
  const signers = new Set<string>();
  const objections: Objection[] = [];
  for (const { keyid, bytes } of envelope.signatures) {
    const known = keyring.keys.get(keyid);
    const objection = objectionTo(keyid, known, rule, demand, keyring);
    if (known === undefined || objection !== null) {
      if (objection !== null) objections.push(objection);
      continue;
    }
    const problem = known.key.problemWith(signed, bytes);
    if (problem !== null) {
      return refuse("signature_invalid", `signature of key ${keyid} ${problem}`);
    }
    signers.add(keyid);
  }
  const threshold = rule?.threshold ?? 1;
  if (rule !== undefined && signers.size >= threshold) return ok([...signers].toSorted());
  return notEnough(demand.role, signers.size, threshold, objections);
}

/** The type is part of the signed bytes; one kind of statement never passes for another. */
export function verifyPayloadType(envelope: OpenedEnvelope, kind: PayloadKind): Result<true> {
  const expected = PAYLOAD_TYPES[kind];
  return envelope.payloadType === expected
    ? ok(true)
    : refuse("payload_type_wrong", `payload type was ${envelope.payloadType}, not ${expected}`);
}

interface Objection {
  readonly code: RefusalCode;
  readonly why: string;
}

/** Why a signature cannot count, whatever its bytes are. */
function objectionTo(
  keyid: string,
  known: KnownKey | undefined,
  rule: RoleRule | undefined,
  demand: Demand,
  keyring: Keyring,
): Objection | null {
  if (known === undefined) {
    return {
      code: "key_unknown",
      why: `key ${keyid} is not in root version ${keyring.rootVersion}`,
    };
  }
  if (known.revoked) return { code: "key_revoked", why: `key ${keyid} is revoked` };
  if (rule?.keyids.has(keyid) !== true) {
    return { code: "key_role_wrong", why: `key ${keyid} does not have the role ${demand.role}` };
  }
  const { environment } = demand;
  if (environment !== null && !known.environments.includes(environment)) {
    const good = known.environments.join(" and ");
    return {
      code: "key_environment_wrong",
      why: `key ${keyid} is good for ${good}, not ${environment}`,
    };
  }
  return null;
}

/** The gravest objection names the refusal; without one there were simply too few keys. */
const GRAVITY: readonly RefusalCode[] = [
  "key_revoked",
  "key_role_wrong",
  "key_environment_wrong",
  "key_unknown",
];

function notEnough(
  role: Role,
  signers: number,
  threshold: number,
  objections: readonly Objection[],
): Refused {
  const gravest = objections.toSorted(
    (a, b) => GRAVITY.indexOf(a.code) - GRAVITY.indexOf(b.code),
  )[0];
  const count = `${signers} of ${threshold} ${role} keys signed`;
  return gravest === undefined
    ? refuse("threshold_not_met", count, { detail: { signers, threshold } })
    : refuse(gravest.code, `${gravest.why}; ${count}`, { detail: { signers, threshold } });
}
