/** From a slot's pointer to a plugin that may run: the only reader of `signed/` in the host. */
import type { Engine } from "../../contract/approval.ts";
import type { Pointer } from "../../contract/pointer.ts";
import { ok, refuse, type Result } from "../../kernel/result.ts";
import type { ManifestReader } from "../approval/contents.ts";
import type { Place } from "../approval/in-force.ts";
import type { SlotFloor } from "../floors.ts";
import type { Keyring } from "../keyring/keyring.ts";
import type { TrustedRoot } from "../keyring/root.ts";
import { verifyApproval, type VerifiedPlugin } from "../verified-plugin.ts";
import type { Revocation } from "../../contract/revocations.ts";
import { withKeysRevoked } from "../revocations.ts";
import { readApprovalFile, readPluginFiles } from "./folder.ts";
import { linkOf, skippedSince, verifyUnrivalled, type Link } from "./history.ts";
import { readPointer } from "./pointer.ts";
import type { SignedFiles } from "./signed-files.ts";
import { reportReader } from "./statements.ts";

/** Everything a judgement depends on besides the files: one reading of each, for one decision. */
export interface TrustView {
  readonly root: TrustedRoot;
  /** Trust time (decision B1). */
  readonly nowMs: number;
  readonly engine: Engine;
  readonly floor: SlotFloor | null;
  /** What has been taken back. */
  readonly revocations: readonly Revocation[];
  readonly readManifest: ManifestReader;
}

/** A verified plugin that waits for adoption, and the signed ones that it leaps over, oldest first. */
export interface PendingPlugin {
  readonly plugin: VerifiedPlugin;
  readonly superseded: readonly Link[];
}

/**
 * Verifies what `signed/active/<slot>.json` points at.
 *
 * @returns null when there is no pointer. Refusals: those of `readPointer`, `verifyAt`.
 */
export function resolveActive(
  files: SignedFiles,
  slot: string,
  view: TrustView,
): Result<VerifiedPlugin | null> {
  const pointer = readPointer(files, "active", slot);
  if (!pointer.ok || pointer.value === null) return pointer.ok ? ok(null) : pointer;
  return verifyAt(files, pointer.value, "active", view);
}

/**
 * Verifies what `signed/next/<slot>.json` points at, and its history back to what was adopted.
 *
 * @returns null when there is no pointer, or it names what is adopted already. Refusals: those of `readPointer`,
 *   `verifyAt`, `skippedSince`.
 */
export function resolveNext(
  files: SignedFiles,
  slot: string,
  view: TrustView,
): Result<PendingPlugin | null> {
  const pointer = readPointer(files, "next", slot);
  if (!pointer.ok) return pointer;
  if (pointer.value === null || pointer.value.approval === view.floor?.approval) return ok(null);
  const plugin = verifyAt(files, pointer.value, "next", view);
  if (!plugin.ok) return plugin;
  const newest = linkOf(plugin.value.approvalSha256, plugin.value.approval);
  const superseded = skippedSince(files, slot, newest, view.floor);
  if (!superseded.ok) return superseded;
  const unrivalled = verifyUnrivalled(files, slot, superseded.value, keyringNow(view));
  return unrivalled.ok ? ok({ plugin: plugin.value, superseded: superseded.value }) : unrivalled;
}

/**
 * Verifies the approval and the files that a pointer names, whoever made the pointer: a file, or the journal's newest
 * `adopted` entry after `active/` was lost.
 *
 * @returns Refusals: approval_missing, signed_file_missing, file_not_regular, file_too_large; those of
 *   `verifyApproval`; pointer_invalid when pointer and approval name different plugins; version_equivocated.
 */
export function verifyAt(
  files: SignedFiles,
  pointer: Pointer,
  place: Place,
  view: TrustView,
): Result<VerifiedPlugin> {
  const envelope = readApprovalFile(files, pointer);
  if (!envelope.ok) return envelope;
  const contents = readPluginFiles(files, pointer.id, pointer.version);
  if (!contents.ok) return contents;
  const plugin = verifyApproval(
    { ...contents.value, envelope: envelope.value },
    {
      ...view,
      slot: pointer.slot,
      place,
      named: pointer.approval,
      readReport: reportReader(files, pointer),
    },
  );
  if (!plugin.ok) return plugin;
  const { id, version } = plugin.value;
  if (id !== pointer.id || version !== pointer.version) {
    return refuse(
      "pointer_invalid",
      `pointer names ${pointer.id} version ${pointer.version}, approval ${id} version ${version}`,
    );
  }
  const link = linkOf(plugin.value.approvalSha256, plugin.value.approval);
  const unrivalled = verifyUnrivalled(files, pointer.slot, [link], keyringNow(view));
  return unrivalled.ok ? plugin : unrivalled;
}

/** A thief whose key was revoked stops no slot with a rival of his. */
function keyringNow({ root, revocations }: TrustView): Keyring {
  return withKeysRevoked(root.keyring, revocations);
}
