/** The files of an approval inside its proposal: packed for the way, and read as if they lay in `signed/`. */
import { sha256 } from "#host/contract/primitives.ts";
import { BUNDLE_FILES, bundleFileOf, CANDIDATE_FILES } from "#host/contract/candidate.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import { isSourcePath } from "#host/kernel/source-digest.ts";
import type { PluginFiles } from "#host/trust/approval/contents.ts";
import { readPluginFiles } from "#host/trust/registry/folder.ts";
import type { FolderEntry, SignedFiles } from "#host/trust/registry/signed-files.ts";

export interface Packed {
  readonly files: PluginFiles;
  /** By the digest under which the approval names them. */
  readonly reports: ReadonlyMap<string, Uint8Array>;
}

/** Path as in `signed/<id>/<version>/` → bytes. */
export function pack({ files, reports }: Packed): ReadonlyMap<string, Uint8Array> {
  const inside = new Map<string, Uint8Array>([
    [bundleFileOf(files.bundle), files.bundle],
    [CANDIDATE_FILES.manifest, files.manifest],
  ]);
  for (const { path, bytes } of files.source) {
    inside.set(`${CANDIDATE_FILES.source}/${path}`, bytes);
  }
  for (const [digest, bytes] of reports) inside.set(`reports/${digest}.json`, bytes);
  return inside;
}

/**
 * Reads what was packed, through the reader of `signed/` and with its limits.
 *
 * @returns Refusals: proposal_invalid for a path that belongs nowhere; those of `readPluginFiles`.
 */
export function unpack(packed: ReadonlyMap<string, Uint8Array>): Result<Packed> {
  const stray = [...packed.keys()].find((path) => !belongs(path));
  if (stray !== undefined) {
    return refuse("proposal_invalid", `the proposal has a file that belongs nowhere: ${stray}`);
  }
  const below = new Map([...packed].map(([path, bytes]) => [`packed/1/${path}`, bytes]));
  const files = readPluginFiles(filesOf(below), "packed", 1);
  if (!files.ok) return files;
  const reports = [...packed].flatMap(([path, bytes]) => {
    const digest = reportDigest(path);
    return digest === null ? [] : [[digest, bytes] as const];
  });
  return ok({ files: files.value, reports: new Map(reports) });
}

function belongs(path: string): boolean {
  if (Object.values<string>(BUNDLE_FILES).includes(path)) return true;
  if (path === CANDIDATE_FILES.manifest) return true;
  const source = `${CANDIDATE_FILES.source}/`;
  if (path.startsWith(source)) return isPlain(path) && isSourcePath(path.slice(source.length));
  return reportDigest(path) !== null;
}

/** Names that a folder could have: none that leads elsewhere. */
function isPlain(path: string): boolean {
  return path.split("/").every((step) => step !== "" && step !== "." && step !== "..");
}

function reportDigest(path: string): string | null {
  const digest = /^reports\/([^/]+)\.json$/.exec(path)?.[1] ?? "";
  return sha256.safeParse(digest).success ? digest : null;
}

/** A folder that is nowhere on a disk. */
function filesOf(all: ReadonlyMap<string, Uint8Array>): SignedFiles {
  return {
    read(path, bytesMax) {
      const bytes = all.get(path) ?? null;
      return bytes !== null && bytes.length > bytesMax
        ? refuse("file_too_large", `${path} had ${bytes.length} bytes, over ${bytesMax}`)
        : ok(bytes);
    },
    list(path) {
      const inside = `${path}/`;
      const entries = new Map<string, FolderEntry>();
      for (const each of all.keys()) {
        if (!each.startsWith(inside)) continue;
        const [name = "", ...rest] = each.slice(inside.length).split("/");
        entries.set(name, { name, is: rest.length === 0 ? "file" : "folder" });
      }
      return ok([...entries.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)));
    },
  };
}
