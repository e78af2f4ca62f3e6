import { canonicalJson } from "./canonical-json.ts";
import { sha256Hex } from "./digest.ts";

export interface SourceFile {
  /** Relative to the plugin folder, forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Folders below a plugin's own may nest this deep. */
export const SOURCE_DEPTH_MAX = 4;

/**
 * Whether a file of a plugin folder belongs to its source: manifest.toml, README.md and scripts. Declarations, hidden
 * files and installed packages do not.
 *
 * @param path - Relative to the plugin folder, forward slashes.
 */
export function isSourcePath(path: string): boolean {
  const steps = path.split("/");
  if (steps.length > SOURCE_DEPTH_MAX + 1) return false;
  if (steps.some((step) => step.startsWith(".") || step === "node_modules")) return false;
  if (path === "manifest.toml" || path === "README.md") return true;
  return /\.(?:ts|js)$/.test(path) && !path.endsWith(".d.ts");
}

/** Digest of a source tree: sha256 of the canonical list of paths and file digests, sorted by path. */
export function sourceDigest(files: readonly SourceFile[]): string {
  const rows = files
    .map((file) => ({ path: file.path, sha256: sha256Hex(file.bytes) }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return sha256Hex(canonicalJson(rows));
}
