/** Where a proposal comes from, who has signed it, and who still must. */
import type { Environment } from "#host/contract/primitives.ts";
import { preAuthEncoding, type OpenedEnvelope } from "#host/trust/dsse.ts";
import type { Keyring, KnownKey } from "#host/trust/keyring/keyring.ts";

export interface SignatureRow {
  readonly keyid: string;
  /** null: the root does not know the key. */
  readonly owner: string | null;
  /** `counts`, or why it does not. */
  readonly standing: string;
  readonly counts: boolean;
}

export interface Provenance {
  /** Where the bytes came from, in words. */
  readonly from: string;
  /** Who is said to have proposed the strategy, in an unsigned record; null: nothing is said, or there is no record. */
  readonly proposedBy: string | null;
  readonly rootVersion: number;
  /** Signatures of releasers that are needed. */
  readonly threshold: number;
  readonly signed: readonly SignatureRow[];
  /** How many signatures are still missing; 0 when the statement is complete. */
  readonly missing: number;
  /** Releasers who have not signed. */
  readonly others: readonly { readonly keyid: string; readonly owner: string }[];
}

/**
 * @param envelope - The statement with its signatures so far; null for a draft.
 * @param proposedBy - What the candidate's record claims.
 */
export function provenanceOf(
  from: string,
  envelope: OpenedEnvelope | null,
  environment: Environment,
  keyring: Keyring,
  proposedBy: string | null = null,
): Provenance {
  const rule = keyring.roles.get("release");
  const releasers = rule?.keyids ?? new Set<string>();
  const signed = (envelope?.signatures ?? []).map((signature) =>
    rowOf(signature, envelope, { environment, releasers, keyring }),
  );
  const counting = new Set(signed.filter(({ counts }) => counts).map(({ keyid }) => keyid));
  const threshold = rule?.threshold ?? 1;
  const others = [...releasers].flatMap((keyid) => {
    const known = keyring.keys.get(keyid);
    const may = known !== undefined && objection(known, environment) === null;
    return may && !counting.has(keyid) ? [{ keyid, owner: known.owner }] : [];
  });
  return {
    from,
    proposedBy,
    rootVersion: keyring.rootVersion,
    threshold,
    signed,
    missing: Math.max(0, threshold - counting.size),
    others,
  };
}

interface Ring {
  readonly environment: Environment;
  readonly releasers: ReadonlySet<string>;
  readonly keyring: Keyring;
}

function rowOf(
  { keyid, bytes }: OpenedEnvelope["signatures"][number],
  envelope: OpenedEnvelope | null,
  { environment, releasers, keyring }: Ring,
): SignatureRow {
  const known = keyring.keys.get(keyid);
  if (known === undefined || envelope === null) {
    return { keyid, owner: null, standing: "the root does not know this key", counts: false };
  }
  const message = preAuthEncoding(envelope.payloadType, envelope.payload);
  const wrong =
    known.key.problemWith(message, bytes) === null ? null : "the signature is not right";
  const foreign = releasers.has(keyid) ? null : "the key may not release";
  const standing = wrong ?? foreign ?? objection(known, environment);
  return { keyid, owner: known.owner, standing: standing ?? "counts", counts: standing === null };
}

function objection(known: KnownKey, environment: Environment): string | null {
  if (known.revoked) return "the key is revoked";
  return known.environments.includes(environment) ? null : `the key is not good for ${environment}`;
}
