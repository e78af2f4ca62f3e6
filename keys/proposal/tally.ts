/** Who has signed, who may still sign, and how many are missing: counted as the host will count. */
import { PAYLOAD_TYPES } from "#host/contract/envelope.ts";
import type { RefusalCode } from "#host/contract/codes.ts";
import type { Environment } from "#host/contract/primitives.ts";
import type { Role } from "#host/contract/root.ts";
import { ok, refuse, type Refused, type Result } from "#host/kernel/result.ts";
import { preAuthEncoding } from "#host/trust/dsse.ts";
import type { Keyring } from "#host/trust/keyring/keyring.ts";
import { printable } from "#host/terminal/escape.ts";
import { renderPairs } from "#host/terminal/table.ts";
import type { Draft } from "./file.ts";

/** One condition that the signatures of a statement must meet. */
export interface Demand {
  /** For people: `release`, or `release of root version 3`. */
  readonly title: string;
  readonly role: Role;
  /** null: keys of any environment count. */
  readonly environment: Environment | null;
  readonly keyring: Keyring;
  /** null: the role's threshold. */
  readonly threshold: number | null;
}

interface Holder {
  readonly keyid: string;
  readonly owner: string;
}

export interface Tally {
  readonly title: string;
  readonly role: Role;
  readonly needed: number;
  readonly signed: readonly Holder[];
  /** Those whose signature would count and who have not signed. */
  readonly may: readonly Holder[];
}

/**
 * Counts the signatures of a draft.
 *
 * @returns One tally per demand. Refusal: signature_invalid when a key that counts did not sign these bytes.
 */
export function tallyOf(draft: Draft, demands: readonly Demand[]): Result<readonly Tally[]> {
  const signed = preAuthEncoding(PAYLOAD_TYPES[draft.kind], draft.payload);
  const right = new Set<string>();
  for (const { keyid, bytes } of draft.signatures) {
    const known = demands.map(({ keyring }) => keyring.keys.get(keyid)).find(Boolean);
    const problem = known?.key.problemWith(signed, bytes) ?? null;
    if (problem !== null) {
      return refuse("signature_invalid", `signature of key ${keyid} ${problem}`);
    }
    if (known !== undefined) right.add(keyid);
  }
  return ok(demands.map((demand) => countFor(demand, right)));
}

function countFor(demand: Demand, right: ReadonlySet<string>): Tally {
  const rule = demand.keyring.roles.get(demand.role);
  const holders = [...(rule?.keyids ?? [])]
    .filter((keyid) => objectionTo(keyid, demand) === null)
    .map((keyid) => ({ keyid, owner: demand.keyring.keys.get(keyid)?.owner ?? "" }));
  return {
    title: demand.title,
    role: demand.role,
    needed: demand.threshold ?? rule?.threshold ?? 1,
    signed: holders.filter(({ keyid }) => right.has(keyid)),
    may: holders.filter(({ keyid }) => !right.has(keyid)),
  };
}

export function isComplete(tallies: readonly Tally[]): boolean {
  return tallies.every(({ signed, needed }) => signed.length >= needed);
}

/** The draft with the signatures that count, for its envelope. */
export function countedOnly(draft: Draft, tallies: readonly Tally[]): Draft {
  const counted = new Set(tallies.flatMap(({ signed }) => signed.map(({ keyid }) => keyid)));
  return { ...draft, signatures: draft.signatures.filter(({ keyid }) => counted.has(keyid)) };
}

const GRAVITY = [
  "key_revoked",
  "key_role_wrong",
  "key_environment_wrong",
  "key_unknown",
] as const satisfies readonly RefusalCode[];
type Objection = (typeof GRAVITY)[number];

function objectionTo(keyid: string, demand: Demand): Objection | null {
  const { keyring, role, environment } = demand;
  const known = keyring.keys.get(keyid);
  if (known === undefined) return "key_unknown";
  if (known.revoked) return "key_revoked";
  if (keyring.roles.get(role)?.keyids.has(keyid) !== true) return "key_role_wrong";
  const good = environment === null || known.environments.includes(environment);
  return good ? null : "key_environment_wrong";
}

/**
 * Says of a key whether its signature would count anywhere: asked before its passphrase is.
 *
 * @returns null when it would. Refusals: key_revoked, key_role_wrong, key_environment_wrong, key_unknown.
 */
export function refusedKey(
  key: { readonly keyid: string; readonly name: string },
  demands: readonly Demand[],
): Refused | null {
  const objections = demands.map((demand) => objectionTo(key.keyid, demand));
  if (objections.includes(null)) return null;
  const code = GRAVITY.find((each) => objections.includes(each)) ?? "key_unknown";
  const roles = [...new Set(demands.map(({ title }) => title))].join(", ");
  return refuse(code, `key ${key.name} (${key.keyid}) cannot sign this as ${roles}`);
}

/** Tallies for people: what is needed, who signed, who may. */
export function renderTallies(tallies: readonly Tally[]): string {
  const names = (holders: readonly Holder[]): string =>
    holders.map(({ owner, keyid }) => `${printable(owner)} (${keyid.slice(0, 8)})`).join(", ");
  return renderPairs(
    tallies.flatMap(({ title, needed, signed, may }) => {
      const open = signed.length < needed && may.length > 0;
      const count = `${signed.length} of ${needed} signed`;
      return [
        [title, signed.length === 0 ? count : `${count}: ${names(signed)}`] as const,
        ...(open ? [["  may still sign", names(may)] as const] : []),
      ];
    }),
  );
}

/** Signatures that are missing at the demand that lacks most. */
export function missingOf(tallies: readonly Tally[]): number {
  return Math.max(0, ...tallies.map(({ needed, signed }) => needed - signed.length));
}
