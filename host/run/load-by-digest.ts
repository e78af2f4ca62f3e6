import { approval as approvalSchema } from "../contract/approval.ts";
import { isStrategyManifest } from "../contract/manifest.ts";
import type { JournalBody } from "../contract/journal.ts";
import type { Loaded } from "../cell/window-spec.ts";
import { sha256Hex } from "../kernel/digest.ts";
import { ok, refuse, type Refused, type Result } from "../kernel/result.ts";
import { openEnvelope, readPayload } from "../trust/dsse.ts";
import { readBundle as bundleOf } from "../trust/approval/contents.ts";
import { readApprovalFile, readBundle } from "../trust/registry/folder.ts";
import { MANIFEST_BYTES_MAX, readRequired } from "../trust/registry/signed-files.ts";
import type { TrustSource } from "./trust.ts";

/** What an `adopted` entry says, as far as it is needed to find the bytes again. */
export type Adopted = Pick<JournalBody<"adopted">, "approval" | "id" | "version">;

/** What an approval permits and a manifest says: enough for the exit rules of a position. */
export type Terms = Pick<Loaded, "approval" | "manifest" | "params">;

type Source = Pick<TrustSource, "files" | "readManifest">;

/**
 * The strategy whose digests the journal names, wherever a pointer points now and whatever has expired since.
 *
 * For computing decisions again, and for the exit signal of a position that was opened under it. Never for entries.
 *
 * @returns Refusals: approval_missing and those of reading signed/; adopted_missing when the bytes are others.
 */
export function loadByDigest(trust: Source, adopted: Adopted, instrument: string): Result<Loaded> {
  const terms = termsByDigest(trust, adopted);
  if (!terms.ok) return terms;
  const bytes = readBundle(trust.files, `${adopted.id}/${adopted.version}`);
  if (!bytes.ok) return bytes;
  if (terms.value.approval.members[0]?.bundleSha256 !== sha256Hex(bytes.value))
    return other(adopted);
  const bundle = bundleOf(bytes.value, terms.value.manifest.module);
  return bundle.ok ? ok({ ...terms.value, bundle: bundle.value, instrument }) : bundle;
}

/** The same without the strategy's code, which may be gone. Refusals: the same. */
export function termsByDigest(trust: Source, adopted: Adopted): Result<Terms> {
  const bytes = readApprovalFile(trust.files, adopted);
  if (!bytes.ok) return bytes;
  const opened = openEnvelope(bytes.value);
  if (!opened.ok) return opened;
  const approval = readPayload(opened.value, approvalSchema, "approval");
  if (!approval.ok) return approval;
  const path = `${adopted.id}/${adopted.version}/manifest.toml`;
  const text = readRequired(trust.files, path, MANIFEST_BYTES_MAX);
  if (!text.ok) return text;
  const [member] = approval.value.members;
  const named = sha256Hex(opened.value.payload) === adopted.approval;
  if (!named || member === undefined || member.manifestSha256 !== sha256Hex(text.value)) {
    return other(adopted);
  }
  const manifest = trust.readManifest(new TextDecoder().decode(text.value));
  if (!manifest.ok) return manifest;
  if (!isStrategyManifest(manifest.value)) return other(adopted);
  return ok({ approval: approval.value, manifest: manifest.value, params: member.params });
}

function other({ id, version }: Adopted): Refused {
  return refuse("adopted_missing", `signed/${id}/${version} is not what the journal adopted`);
}
