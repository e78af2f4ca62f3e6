/**
 * What has been taken back. One releaser is enough to add to the list, because stopping must be easier than starting;
 * nothing ever leaves it, because taking a revocation back is starting.
 */
import {
  revocations as revocationsSchema,
  type Revocation,
  type Revocations,
} from "../contract/revocations.ts";
import { canonicalJson } from "../kernel/canonical-json.ts";
import { sha256Hex } from "../kernel/digest.ts";
import { ok, refuse, type Refused, type Result } from "../kernel/result.ts";
import { openEnvelope, readPayload } from "./dsse.ts";
import { verifySignatures, type Keyring } from "./keyring/keyring.ts";

/** The newest list that a host has honoured: folded from its journal, or what a signer read last. */
export interface RevocationFloor {
  readonly version: number;
  /** sha256 of the payload bytes. */
  readonly sha256: string;
  readonly entries: readonly Revocation[];
}

/**
 * Verifies a list of revocations.
 *
 * Any one key of the role `release` signs it, whatever the threshold and whatever environment the key is good for. A key
 * that the list before revokes does not count: otherwise a thief could go on revoking the others.
 *
 * @param before - The newest list that was believed; null for none. The same payload again is believed without its
 *   signatures: its signer may have left the root since.
 * @returns Refusals in this order: those of `openEnvelope` and `verifySignatures`, payload_not_canonical,
 *   payload_invalid, revocation_rolled_back, revocation_replaced, revocation_chain_broken, revocation_shrunk.
 */
export function verifyRevocations(
  bytes: Uint8Array,
  keyring: Keyring,
  before: RevocationFloor | null,
): Result<RevocationFloor> {
  const opened = openEnvelope(bytes);
  if (!opened.ok) return opened;
  const sha256 = sha256Hex(opened.value.payload);
  const believed = sha256 === before?.sha256;
  if (!believed) {
    const judges = oneReleaser(withKeysRevoked(keyring, before?.entries ?? []));
    const demand = { kind: "revocations", role: "release", environment: null } as const;
    const signers = verifySignatures(opened.value, demand, judges);
    if (!signers.ok) return signers;
  }
  const read = readPayload(opened.value, revocationsSchema, "revocations");
  if (!read.ok) return read;
  const { version, entries } = read.value;
  const refused = believed ? null : objectionTo(read.value, before);
  return refused ?? ok({ version, sha256, entries });
}

function objectionTo(next: Revocations, before: RevocationFloor | null): Refused | null {
  const { version, previous, entries } = next;
  if ((version === 1) !== (previous === null)) {
    return refuse("revocation_chain_broken", `list ${version} follows ${previous ?? "nothing"}`);
  }
  if (before === null) return null;
  const detail = { version, floor: before.version };
  if (version < before.version) {
    const message = `list ${version} is below ${before.version}, which was honoured before`;
    return refuse("revocation_rolled_back", message, { detail });
  }
  if (version === before.version) {
    const message = `list ${version} is not the one of ${before.entries.length} entries honoured before`;
    return refuse("revocation_replaced", message, { detail });
  }
  if (version === before.version + 1 && previous !== before.sha256) {
    const message = `list ${version} follows ${previous ?? "nothing"}, the one before was ${before.sha256}`;
    return refuse("revocation_chain_broken", message, { detail });
  }
  const gone = before.entries.findIndex((entry, index) => !same(entry, entries[index]));
  if (gone < 0) return null;
  const message = `list ${version} does not have entry ${gone + 1} of ${before.entries.length} as it was`;
  return refuse("revocation_shrunk", message, { detail });
}

function same(a: Revocation, b: Revocation | undefined): boolean {
  return b !== undefined && canonicalJson(a) === canonicalJson(b);
}

function oneReleaser(keyring: Keyring): Keyring {
  const release = keyring.roles.get("release");
  if (release === undefined) return keyring;
  const roles = new Map(keyring.roles).set("release", { ...release, threshold: 1 });
  return { ...keyring, roles };
}

/**
 * The keyring without the keys that a list revokes: for approvals, risk policies and the next list. Never for roots,
 * which count `revokedKeys` of their own, so that one thief cannot stop the others from rotating.
 */
export function withKeysRevoked(keyring: Keyring, entries: readonly Revocation[]): Keyring {
  const revoked = new Set(entries.filter(({ kind }) => kind === "key").map(({ sha256 }) => sha256));
  if (revoked.size === 0) return keyring;
  const keys = new Map(
    [...keyring.keys].map(([keyid, known]) => [
      keyid,
      { ...known, revoked: known.revoked || revoked.has(keyid) },
    ]),
  );
  return { ...keyring, keys };
}

/** The gravest entry about a thing: `compromised` before `superseded`; null when it was never taken back. */
export function revocationOf(
  entries: readonly Revocation[],
  kind: Revocation["kind"],
  sha256: string,
): Revocation | null {
  const about = entries.filter((entry) => entry.kind === kind && entry.sha256 === sha256);
  return about.find(({ reason }) => reason === "compromised") ?? about[0] ?? null;
}

/**
 * Whether an approval or the code it names was taken back.
 *
 * @returns Refusals: bundle_revoked, approval_revoked; `detail.compromised` says whether its exit signal is not to be
 *   believed either (decision A6).
 */
export function verifyNotRevoked(
  entries: readonly Revocation[],
  subject: { readonly approvalSha256: string; readonly bundleSha256: string },
): Result<true> {
  const bundle = revocationOf(entries, "bundle", subject.bundleSha256);
  if (bundle !== null) return takenBack("bundle_revoked", bundle);
  const approval = revocationOf(entries, "approval", subject.approvalSha256);
  return approval === null ? ok(true) : takenBack("approval_revoked", approval);
}

function takenBack(
  code: "bundle_revoked" | "approval_revoked",
  { kind, sha256, reason, note, at }: Revocation,
): Refused {
  return refuse(
    code,
    `${kind} ${sha256.slice(0, 12)}… was revoked as ${reason} at ${at}: ${note}`.slice(0, 400),
    { detail: { compromised: reason === "compromised" } },
  );
}
