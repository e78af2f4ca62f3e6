/** The files of one signed version, and the names of all approvals there are. */
import { BUNDLE_FILES } from "../../contract/candidate.ts";
import { ENVELOPE_BYTES_MAX } from "../../contract/envelope.ts";
import { pluginId, RESERVED_IDS, sha256 } from "../../contract/primitives.ts";
import { ok, refuse, type Result } from "../../kernel/result.ts";
import type { SourceFile } from "../../kernel/source-digest.ts";
import type { PluginFiles } from "../approval/contents.ts";
import {
  BUNDLE_BYTES_MAX,
  MANIFEST_BYTES_MAX,
  readRequired,
  SOURCE_BYTES_MAX,
  SOURCE_FILES_MAX,
  type FolderEntry,
  type SignedFiles,
} from "./signed-files.ts";

/** Names one approval's file: `<id>/<version>/approvals/<digest>.json`. */
export interface ApprovalPlace {
  readonly id: string;
  readonly version: number;
  /** sha256 of the payload, by its file name; believed only after hashing. */
  readonly approval: string;
}

export function approvalPath({ id, version, approval }: ApprovalPlace): string {
  return `${id}/${version}/approvals/${approval}.json`;
}

/** Reads an approval's file. Refusals: approval_missing, file_not_regular, file_too_large. */
export function readApprovalFile(files: SignedFiles, place: ApprovalPlace): Result<Uint8Array> {
  const path = approvalPath(place);
  const read = files.read(path, ENVELOPE_BYTES_MAX);
  if (!read.ok) return read;
  return read.value === null ? refuse("approval_missing", `${path} is not there`) : ok(read.value);
}

/** Reads the files of a version, each once: what is hashed is what is compiled. */
export function readPluginFiles(
  files: SignedFiles,
  id: string,
  version: number,
): Result<PluginFiles> {
  const folder = `${id}/${version}`;
  const bundle = readBundle(files, folder);
  if (!bundle.ok) return bundle;
  const manifest = readRequired(files, `${folder}/manifest.toml`, MANIFEST_BYTES_MAX);
  if (!manifest.ok) return manifest;
  const source = readTree(files, `${folder}/source`);
  if (!source.ok) return source;
  return ok({ bundle: bundle.value, manifest: manifest.value, source: source.value });
}

/**
 * Reads what a version runs: bundle.js, or bundle.wasm where there is none. The name decides nothing: whose bytes they
 * are is said by the approval's digest, and how they are read by the manifest.
 *
 * @returns Refusals: signed_file_missing, file_not_regular, file_too_large.
 */
export function readBundle(files: SignedFiles, folder: string): Result<Uint8Array> {
  const binary = `${folder}/${BUNDLE_FILES.wasm}`;
  const text = `${folder}/${BUNDLE_FILES.js}`;
  const first = files.read(text, BUNDLE_BYTES_MAX);
  if (!first.ok) return first;
  if (first.value !== null) return ok(first.value);
  const second = files.read(binary, BUNDLE_BYTES_MAX);
  if (!second.ok) return second;
  return second.value === null ? readRequired(files, text, BUNDLE_BYTES_MAX) : ok(second.value);
}

/**
 * Reads every file below a folder, paths relative to it.
 *
 * @param wanted - Says of a path whether it belongs; a folder that does not is not entered.
 * @returns Refusals: file_not_regular, file_too_large (also for too many files).
 */
export function readTree(
  files: SignedFiles,
  folder: string,
  wanted: (path: string, is: FolderEntry["is"]) => boolean = () => true,
): Result<readonly SourceFile[]> {
  const found: SourceFile[] = [];
  const folders: string[] = [""];
  for (const inside of folders) {
    const entries = files.list(`${folder}${inside}`);
    if (!entries.ok) return entries;
    for (const { name, is } of entries.value) {
      const path = `${inside}/${name}`;
      if (!wanted(path.slice(1), is)) continue;
      if (folders.length + found.length > SOURCE_FILES_MAX) {
        return refuse("file_too_large", `${folder} has more than ${SOURCE_FILES_MAX} files`);
      }
      if (is === "folder") {
        folders.push(path);
        continue;
      }
      const bytes = readRequired(files, `${folder}${path}`, SOURCE_BYTES_MAX);
      if (!bytes.ok) return bytes;
      found.push({ path: path.slice(1), bytes: bytes.value });
    }
  }
  return ok(found);
}

/**
 * Lists every approval in `signed/` by name; none is read.
 *
 * Files that are not named like an approval are left out: nothing can refer to them.
 */
export function listApprovals(files: SignedFiles): Result<readonly ApprovalPlace[]> {
  const found: ApprovalPlace[] = [];
  const ids = foldersOf(files, "");
  if (!ids.ok) return ids;
  for (const id of ids.value) {
    if (RESERVED_IDS.has(id) || !pluginId.safeParse(id).success) continue;
    const versions = foldersOf(files, id);
    if (!versions.ok) return versions;
    for (const version of versions.value) {
      if (!/^[1-9]\d{0,9}$/.test(version)) continue;
      const entries = files.list(`${id}/${version}/approvals`);
      if (!entries.ok) return entries;
      for (const { name } of entries.value) {
        const approval = name.replace(/\.json$/, "");
        if (name === approval || !sha256.safeParse(approval).success) continue;
        found.push({ id, version: Number(version), approval });
      }
    }
  }
  return ok(found);
}

function foldersOf(files: SignedFiles, path: string): Result<readonly string[]> {
  const entries = files.list(path);
  return entries.ok
    ? ok(entries.value.filter(({ is }) => is === "folder").map(({ name }) => name))
    : entries;
}
