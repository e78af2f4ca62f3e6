/** Puts a signed version in place: its folder as a whole or its further approval first, the pointer last. */
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import type { PluginFiles } from "#host/trust/approval/contents.ts";
import { approvalPath, readPluginFiles } from "#host/trust/registry/folder.ts";
import { pointerPath, pointerText, pointerTo } from "#host/trust/registry/pointer.ts";
import { reportPath } from "#host/trust/registry/statements.ts";
import type { VerifiedPlugin } from "#host/trust/verified-plugin.ts";
import { writeAtomic, writeFolderAtomic } from "#host/workspace/atomic-write.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";
import { pack, type Packed } from "./packed.ts";

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
  packed: Packed,
  envelope: Uint8Array,
): string {
  const { id, version, approvalSha256 } = plugin;
  const folder = join(workspace.signed, id, String(version));
  if (existsSync(folder)) {
    // What an approval names is there before the approval is.
    for (const [sha256, bytes] of packed.reports) {
      writeAtomic(join(workspace.signed, reportPath({ id, version }, sha256)), bytes);
    }
    const approval = approvalPath({ id, version, approval: approvalSha256 });
    writeAtomic(join(workspace.signed, approval), envelope);
  } else {
    // With its first approval: a version in signed/ without one would look signed and be nothing.
    mkdirSync(dirname(folder), { recursive: true });
    const inside = new Map(pack(packed)).set(`approvals/${approvalSha256}.json`, envelope);
    writeFolderAtomic(folder, inside);
  }
  return pointNext(workspace, plugin);
}

/** Moves `signed/next/<slot>.json`; returns its path relative to `signed/`. */
export function pointNext(
  workspace: Workspace,
  to: Pick<VerifiedPlugin, "slot" | "id" | "version" | "approvalSha256">,
): string {
  const pointer = pointerPath("next", to.slot);
  writeAtomic(join(workspace.signed, pointer), pointerText(pointerTo(to)));
  return pointer;
}
