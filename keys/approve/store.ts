/** Puts a signed version in place: its folder as a whole or its further approval first, the pointer last. */
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { CANDIDATE_FILES } from "#host/contract/candidate.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import type { PluginFiles } from "#host/trust/approval/contents.ts";
import { approvalPath, readPluginFiles } from "#host/trust/registry/folder.ts";
import { pointerPath, pointerText, pointerTo } from "#host/trust/registry/pointer.ts";
import type { VerifiedPlugin } from "#host/trust/verified-plugin.ts";
import { writeAtomic, writeFolderAtomic } from "#host/workspace/atomic-write.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";

/**
 * Refuses to give one version two meanings.
 *
 * @returns Whether the version is in `signed/` already, with the same bytes. Refusal: version_signed.
 */
export function isSignedAlready(
  workspace: Workspace,
  id: string,
  version: number,
  files: PluginFiles,
): Result<boolean> {
  if (!existsSync(join(workspace.signed, id, String(version)))) return ok(false);
  const there = readPluginFiles(signedFilesIn(workspace.signed), id, version);
  if (!there.ok) return there;
  return sameFiles(there.value, files)
    ? ok(true)
    : refuse("version_signed", `${id} version ${version} is in signed/ with other bytes`, {
        hint: "raise version in manifest.toml and build again",
      });
}

function sameFiles(a: PluginFiles, b: PluginFiles): boolean {
  return (
    same(a.bundle, b.bundle) &&
    same(a.manifest, b.manifest) &&
    a.source.length === b.source.length &&
    a.source.every(({ path, bytes }) => {
      const other = b.source.find((file) => file.path === path);
      return other !== undefined && same(bytes, other.bytes);
    })
  );
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/**
 * Writes everything that `signed/` needs for a verified approval.
 *
 * @returns Path of the pointer, relative to `signed/`.
 * @throws Fault file_unwritable; the pointer has not moved then.
 */
export function storeSigned(
  workspace: Workspace,
  plugin: VerifiedPlugin,
  files: PluginFiles,
  envelope: Uint8Array,
): string {
  const { id, version, slot, approvalSha256 } = plugin;
  const folder = join(workspace.signed, id, String(version));
  const approval = approvalPath({ id, version, approval: approvalSha256 });
  if (existsSync(folder)) {
    writeAtomic(join(workspace.signed, approval), envelope);
  } else {
    // With its first approval: a version in signed/ without one would look signed and be nothing.
    mkdirSync(dirname(folder), { recursive: true });
    writeFolderAtomic(folder, folderFiles(files, approvalSha256, envelope));
  }
  const pointer = pointerPath("next", slot);
  writeAtomic(join(workspace.signed, pointer), pointerText(pointerTo(plugin)));
  return pointer;
}

function folderFiles(
  files: PluginFiles,
  approvalSha256: string,
  envelope: Uint8Array,
): ReadonlyMap<string, Uint8Array> {
  const inside = new Map<string, Uint8Array>();
  inside.set(CANDIDATE_FILES.bundle, files.bundle);
  inside.set(CANDIDATE_FILES.manifest, files.manifest);
  for (const { path, bytes } of files.source) {
    inside.set(`${CANDIDATE_FILES.source}/${path}`, bytes);
  }
  return inside.set(`approvals/${approvalSha256}.json`, envelope);
}
