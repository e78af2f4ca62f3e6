import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import {
  BUNDLE_FILES,
  CANDIDATE_FILES,
  candidate,
  type Candidate,
} from "#host/contract/candidate.ts";
import type { PluginManifest } from "#host/contract/manifest.ts";
import { parseJsonStrict } from "#host/kernel/canonical-json.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { Fault } from "#host/kernel/result.ts";
import { sourceDigest, type SourceFile } from "#host/kernel/source-digest.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import type { Bundle } from "./bundle.ts";

/**
 * Digests of what was made from what.
 *
 * @param proposedBy - What the author claims; null: nothing.
 */
export function candidateOf(
  manifest: PluginManifest,
  files: readonly SourceFile[],
  bundle: Bundle,
  proposedBy: string | null = null,
): Candidate {
  const manifestFile = files.find(({ path }) => path === CANDIDATE_FILES.manifest);
  return candidate.parse({
    schema: "candidate/1",
    id: manifest.id,
    version: manifest.version,
    bundleSha256: sha256Hex(bundle.code),
    bundleBytes: bundle.bytes,
    sourceSha256: sourceDigest(files),
    manifestSha256: sha256Hex(manifestFile?.bytes ?? ""),
    builder: bundle.builder,
    ...(proposedBy === null ? {} : { proposedBy }),
  });
}

export interface Written {
  readonly dir: string;
  /** What stood there before: nothing, the same, or other bytes under the same version. */
  readonly before: "nothing" | "same" | "other";
  /** As it was written: a claim about the same bytes stays where no other is made. */
  readonly record: Candidate;
}

/**
 * Writes `var/candidates/<id>/<version>/`. A reader finds the old folder or the new one, never half of one.
 *
 * @throws Fault file_unwritable.
 */
export function writeCandidate(
  workspace: Workspace,
  asked: Candidate,
  files: readonly SourceFile[],
  bundle: Bundle,
): Written {
  const dir = join(workspace.candidates, asked.id, String(asked.version));
  const { before, proposedBy } = compareWith(dir, asked);
  const kept = asked.proposedBy ?? proposedBy;
  const record = kept === undefined ? asked : { ...asked, proposedBy: kept };
  try {
    mkdirSync(dirname(dir), { recursive: true });
    const fresh = mkdtempSync(`${dir}.new-`);
    chmodSync(fresh, 0o755); // mkdtemp keeps others out; the signer may be another user
    writeFileSync(join(fresh, bundle.file), bundle.code);
    for (const { path, bytes } of files) {
      const copy = join(fresh, CANDIDATE_FILES.source, path);
      mkdirSync(dirname(copy), { recursive: true });
      writeFileSync(copy, bytes);
      if (path === CANDIDATE_FILES.manifest) writeFileSync(join(fresh, path), bytes);
    }
    const json = `${JSON.stringify(record, null, 2)}\n`;
    writeFileSync(join(fresh, CANDIDATE_FILES.record), json);
    if (before === "same") keepReports(dir, fresh);
    replaceFolder(fresh, dir);
  } catch (error) {
    throw new Fault("file_unwritable", `${dir} could not be written`, { cause: error });
  }
  return { dir, before, record };
}

/** Reports are about the bytes: those of the same bytes stay, others go with what they were about. */
function keepReports(dir: string, fresh: string): void {
  for (const name of readdirSync(dir)) {
    if (/^(?:conformance|comparison)[a-z0-9-]*\.json$/.test(name)) {
      copyFileSync(join(dir, name), join(fresh, name));
    }
  }
}

/** A folder that is not empty cannot be renamed over: the old one steps aside first. */
function replaceFolder(fresh: string, dir: string): void {
  const old = `${fresh}.old`;
  if (existsSync(dir)) renameSync(dir, old);
  renameSync(fresh, dir);
  rmSync(old, { recursive: true, force: true });
}

/** What stands there, and what is claimed of it. A claim is not about bytes: it makes no other candidate. */
function compareWith(
  dir: string,
  asked: Candidate,
): Pick<Written, "before"> & Pick<Candidate, "proposedBy"> {
  if (!existsSync(dir)) return { before: "nothing" };
  const path = join(dir, CANDIDATE_FILES.record);
  const parsed = parseJsonStrict(existsSync(path) ? readFileSync(path, "utf8") : "");
  const known = candidate.safeParse(parsed.ok ? parsed.value : null);
  if (!known.success) return { before: "other" };
  const { proposedBy, ...there } = known.data;
  const { proposedBy: _, ...wanted } = asked;
  if (JSON.stringify(there) !== JSON.stringify(wanted)) return { before: "other" };
  return { before: "same", ...(proposedBy === undefined ? {} : { proposedBy }) };
}

/**
 * Whether the version is signed over other bytes: that bundle is what the host runs, and a second one under the same
 * number would be equivocation.
 */
export function signedDiffers(workspace: Workspace, record: Candidate): boolean {
  const folder = join(workspace.signed, record.id, String(record.version));
  return Object.values(BUNDLE_FILES)
    .map((name) => join(folder, name))
    .some((path) => existsSync(path) && sha256Hex(readFileSync(path)) !== record.bundleSha256);
}
