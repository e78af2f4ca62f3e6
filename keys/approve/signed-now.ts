/** What is signed for a slot and still stands: where a renewal begins. */
import type { Approval } from "#host/contract/approval.ts";
import { slotId } from "#host/contract/primitives.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import { approvalIn } from "../review/prepare.ts";
import { openEnvelope } from "#host/trust/dsse.ts";
import { readApprovalFile, readPluginFiles } from "#host/trust/registry/folder.ts";
import type { Link } from "#host/trust/registry/history.ts";
import { readPointer } from "#host/trust/registry/pointer.ts";
import { reportReader } from "#host/trust/registry/statements.ts";
import { revocationOf } from "#host/trust/revocations.ts";
import { mainMember } from "#host/trust/approval/contents.ts";
import { historyHere, type TrustHere } from "../trust-here.ts";
import type { Packed } from "./packed.ts";

export interface SignedNow {
  readonly approval: Approval;
  readonly link: Link;
  readonly packed: Packed;
  /** The newest of the slot: what comes next follows it, standing or not. */
  readonly newest: Link;
}

/** The newest approval that nobody took back, and the newest of all. Refusals: argument_invalid, approval_missing. */
export function linksOf(
  trust: TrustHere,
  slot: string,
): Result<{ readonly standing: Link; readonly newest: Link; readonly history: readonly Link[] }> {
  if (!slotId.safeParse(slot).success) {
    return refuse("argument_invalid", `a slot is <environment>.<account>.<name>, was ${slot}`);
  }
  const found = historyHere(trust, slot);
  if (!found.ok) return found;
  const history = found.value;
  const newest = history.at(-1);
  const standing = history.findLast((link) => !isRevoked(trust, link));
  if (newest === undefined || standing === undefined) {
    const what = newest === undefined ? "nothing is signed" : "everything signed was revoked";
    return refuse("approval_missing", `${what} for ${slot}`);
  }
  return ok({ standing, newest, history });
}

export function isRevoked(trust: TrustHere, link: Link): boolean {
  return revocationOf(trust.revoked?.entries ?? [], "approval", link.approval) !== null;
}

/** Digest of what the host adopted, by its signpost; null when it has adopted nothing. */
export function adoptedIn(trust: TrustHere, slot: string): Result<string | null> {
  const pointer = readPointer(trust.signed, "active", slot);
  return pointer.ok ? ok(pointer.value?.approval ?? null) : pointer;
}

/**
 * Reads what stands for a slot, with its files and reports.
 *
 * @returns Refusals: those of `linksOf`, of reading the files.
 */
export function signedNow(trust: TrustHere, slot: string): Result<SignedNow> {
  const links = linksOf(trust, slot);
  if (!links.ok) return links;
  const { standing, newest } = links.value;
  const bytes = readApprovalFile(trust.signed, standing);
  const envelope = bytes.ok ? openEnvelope(bytes.value) : bytes;
  const approval = envelope.ok ? approvalIn({ envelope: envelope.value }) : envelope;
  if (!approval.ok) return approval;
  const files = readPluginFiles(trust.signed, standing.id, standing.version);
  if (!files.ok) return files;
  const reports = reportsOf(trust, standing, approval.value);
  if (!reports.ok) return reports;
  const packed = { files: files.value, reports: reports.value };
  return ok({ approval: approval.value, link: standing, packed, newest });
}

function reportsOf(
  trust: TrustHere,
  link: Link,
  approval: Approval,
): Result<ReadonlyMap<string, Uint8Array>> {
  const read = reportReader(trust.signed, link);
  const found = new Map<string, Uint8Array>();
  for (const sha256 of [mainMember(approval).conformanceSha256, approval.evidenceSha256]) {
    if (sha256 === null) continue;
    const bytes = read(sha256);
    if (!bytes.ok) return bytes;
    if (bytes.value === null) {
      return refuse(
        "conformance_missing",
        `report ${sha256} of ${approval.slot} is not in signed/`,
      );
    }
    found.set(sha256, bytes.value);
  }
  return ok(found);
}
