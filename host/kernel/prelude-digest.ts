import { canonicalJson } from "./canonical-json.ts";
import { sha256Hex } from "./digest.ts";

export interface PreludeFile {
  /** `cell.js`, or a path below realm/ with forward slashes. */
  readonly name: string;
  readonly text: string;
}

/**
 * `preludeSha256` of an approval's engine: the child's entry and every file of the realm, in whatever order they come.
 *
 * One rule for the host, which digests the bytes it sends to a cell, and for `sign`, which may not import the cell.
 */
export function preludeDigest(files: readonly PreludeFile[]): string {
  const rows = files
    .map(({ name, text }) => ({ name, sha256: sha256Hex(text) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return sha256Hex(canonicalJson(rows));
}
