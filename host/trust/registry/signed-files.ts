/** The part of a disk that trust looks at, as a port: a folder, names below it, and nothing that can point elsewhere. */
import { refuse, type Result } from "../../kernel/result.ts";

export interface FolderEntry {
  readonly name: string;
  readonly is: "file" | "folder";
}

/** Paths are relative to one folder, with forward slashes, made of names that a schema has checked. */
export interface SignedFiles {
  /**
   * Reads a whole plain file once.
   *
   * @returns Its bytes, or null when there is none. Refusals: file_not_regular for a link, a device or a folder, in the
   *   last place or on the way; file_too_large above `bytesMax`.
   */
  read(path: string, bytesMax: number): Result<Uint8Array | null>;
  /**
   * Lists a folder.
   *
   * @returns Entries sorted by name, names that begin with a dot left out; empty when there is no such folder. Refusal:
   *   file_not_regular when an entry is neither a plain file nor a folder.
   */
  list(path: string): Result<readonly FolderEntry[]>;
}

/** A missing file is a refusal of its own. */
export function readRequired(
  files: SignedFiles,
  path: string,
  bytesMax: number,
): Result<Uint8Array> {
  const read = files.read(path, bytesMax);
  if (!read.ok) return read;
  return read.value === null
    ? refuse("signed_file_missing", `${path} is not there`)
    : { ok: true, value: read.value };
}

/** What a cell accepts; larger is a library, and nobody reviews one. */
export const BUNDLE_BYTES_MAX = 262_144;
export const MANIFEST_BYTES_MAX = 65_536;
export const SOURCE_BYTES_MAX = 1_048_576;
export const SOURCE_FILES_MAX = 256;
/** A pointer is under 400 bytes. */
export const POINTER_BYTES_MAX = 4_096;
