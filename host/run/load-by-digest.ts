import { approval as approvalSchema } from "../contract/approval.ts";
import type { JournalBody } from "../contract/journal.ts";
import type { Loaded } from "../cell/window-spec.ts";
import { sha256Hex } from "../kernel/digest.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import { openEnvelope, readPayload } from "../trust/dsse.ts";
import { readApprovalFile, readPluginFiles } from "../trust/registry/folder.ts";
import type { TrustSource } from "./trust.ts";

/** What an `adopted` entry says, as far as it is needed to find the bytes again. */
export type Adopted = Pick<JournalBody<"adopted">, "approval" | "id" | "version">;

/**
 * The strategy whose digests the journal names, wherever a pointer points now and whatever has expired since.
 *
 * For computing decisions again, and for the exit signal of a position that was opened under it. Never for entries.
 *
 * @returns Refusals: approval_missing and those of reading signed/; adopted_missing when the bytes are others.
 */
export function loadByDigest(
  trust: Pick<TrustSource, "files" | "readManifest">,
  adopted: Adopted,
  instrument: string,
): Result<Loaded> {
  const bytes = readApprovalFile(trust.files, adopted);
  if (!bytes.ok) return bytes;
  const opened = openEnvelope(bytes.value);
  if (!opened.ok) return opened;
  const approval = readPayload(opened.value, approvalSchema, "approval");
  if (!approval.ok) return approval;
  const files = readPluginFiles(trust.files, adopted.id, adopted.version);
  if (!files.ok) return files;
  const [member] = approval.value.members;
  const named = sha256Hex(opened.value.payload) === adopted.approval;
  if (!named || member === undefined || member.bundleSha256 !== sha256Hex(files.value.bundle)) {
    return refuse(
      "adopted_missing",
      `signed/${adopted.id}/${adopted.version} is not what the journal adopted`,
    );
  }
  const manifest = trust.readManifest(new TextDecoder().decode(files.value.manifest));
  if (!manifest.ok) return manifest;
  const bundle = new TextDecoder().decode(files.value.bundle);
  return ok({
    approval: approval.value,
    manifest: manifest.value,
    bundle,
    instrument,
    params: member.params,
  });
}
