import { canonicalJson } from "./canonical-json.ts";
import { sha256Hex } from "./digest.ts";

export interface SourceFile {
  /** Relative to the plugin folder, forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Digest of a source tree: sha256 of the canonical list of paths and file digests, sorted by path. */
export function sourceDigest(files: readonly SourceFile[]): string {
  const rows = files
    .map((file) => ({ path: file.path, sha256: sha256Hex(file.bytes) }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return sha256Hex(canonicalJson(rows));
}
