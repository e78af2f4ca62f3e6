/** Approvals as the commands show them: read by name, digest checked, signers named. */
import { approval as approvalSchema, type Approval } from "../contract/approval.ts";
import { sha256Hex } from "../kernel/digest.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import { openEnvelope, readPayload } from "../trust/dsse.ts";
import type { Keyring } from "../trust/keyring/keyring.ts";
import { readApprovalFile, type ApprovalPlace } from "../trust/registry/folder.ts";
import type { SignedFiles } from "../trust/registry/signed-files.ts";
import { brief } from "./amounts.ts";

/** Not verified: for showing only. Whether it may act is another question, which `host/trust` answers. */
export interface ShownApproval {
  readonly sha256: string;
  readonly approval: Approval;
  /** As the envelope names them, sorted. */
  readonly keyids: readonly string[];
}

/** Refusals: approval_missing and those of reading signed/; approval_digest_differs; those of opening an envelope. */
export function readApproval(files: SignedFiles, place: ApprovalPlace): Result<ShownApproval> {
  const bytes = readApprovalFile(files, place);
  if (!bytes.ok) return bytes;
  const opened = openEnvelope(bytes.value);
  if (!opened.ok) return opened;
  const sha256 = sha256Hex(opened.value.payload);
  if (sha256 !== place.approval) {
    return refuse(
      "approval_digest_differs",
      `approval was ${sha256}, its name says ${place.approval}`,
    );
  }
  const approval = readPayload(opened.value, approvalSchema, "approval");
  if (!approval.ok) return approval;
  const keyids = opened.value.signatures.map(({ keyid }) => keyid).toSorted();
  return ok({ sha256, approval: approval.value, keyids });
}

/** `alice, laptop (3f2a1b4c…)`: the owner as the root names it. */
export function signerText(keyids: readonly string[], keyring: Keyring | null): string {
  const texts = keyids.map((keyid) => {
    const known = keyring?.keys.get(keyid);
    const owner = known === undefined ? "a key that the root does not have" : known.owner;
    return `${owner} (${brief(keyid)})${known?.revoked === true ? ", revoked since" : ""}`;
  });
  return texts.join(" and ");
}

/** What was shown before it was signed; nothing is legal for paper only. */
export function evidenceText({ approval }: ShownApproval): string {
  const conformance = approval.members[0]?.conformanceSha256 ?? null;
  return [named("evidence", approval.evidenceSha256), named("conformance", conformance)].join(", ");
}

function named(what: string, sha256: string | null): string {
  return sha256 === null ? `${what} none: paper` : `${what} ${brief(sha256)}`;
}
