/**
 * What is to be signed: the source in the plugin folder, and the candidate that was built from exactly these bytes.
 *
 * The candidate's record is an unsigned claim; every digest is computed again from the files. That the bundle really
 * comes from the source is what the build claims: `sdk build` is reproducible, so anyone may check it.
 */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  BUNDLE_FILES,
  builtWith,
  candidate as candidateShape,
  CANDIDATE_FILES,
} from "#host/contract/candidate.ts";
import type { PluginManifest } from "#host/contract/manifest.ts";
import { pluginId, RESERVED_IDS } from "#host/contract/primitives.ts";
import { parseJsonStrict } from "#host/kernel/canonical-json.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { ok, refuse, type Refused, type Result } from "#host/kernel/result.ts";
import {
  isSourcePath,
  SOURCE_DEPTH_MAX,
  sourceDigest,
  type SourceFile,
} from "#host/kernel/source-digest.ts";
import { firstIssue, utf8Text } from "#host/trust/dsse.ts";
import type { PluginFiles } from "#host/trust/approval/contents.ts";
import { readTree } from "#host/trust/registry/folder.ts";
import {
  BUNDLE_BYTES_MAX,
  MANIFEST_BYTES_MAX,
  readRequired,
} from "#host/trust/registry/signed-files.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";

export interface PluginToSign {
  readonly manifest: PluginManifest;
  readonly files: PluginFiles;
  readonly bundleSha256: string;
  readonly manifestSha256: string;
  readonly sourceSha256: string;
  /** Folder of the candidate: its reports lie there. */
  readonly candidate: string;
  /** What its record says that it was made with. */
  readonly builtWith: string;
  /** Who its record claims to have proposed it; null: it claims nothing. */
  readonly proposedBy: string | null;
}

/** A folder of plugins/ by its id, or any folder by its path. */
export function pluginFolder(workspace: Workspace, named: string): string {
  const ours = join(workspace.plugins, named);
  return pluginId.safeParse(named).success && existsSync(ours) ? ours : resolve(named);
}

/**
 * Reads a plugin folder and its candidate.
 *
 * @returns Refusals: plugin_missing, config_invalid and config_missing with file and line, plugin_id_invalid,
 *   candidate_not_built, candidate_stale, candidate_invalid, file_not_regular, file_too_large.
 */
export function readPluginToSign(workspace: Workspace, folder: string): Result<PluginToSign> {
  if (isFile(folder)) {
    return refuse(
      "plugin_missing",
      `${folder} is a file, and what is signed is a folder with a manifest.toml`,
      {
        hint: "npx --no sdk new ID makes one; put the script in it as signal.ts",
      },
    );
  }
  const source = readSource(folder);
  if (!source.ok) return source;
  const { manifest, manifestBytes, files } = source.value;
  const candidate = readCandidate(workspace, folder, manifest, files);
  if (!candidate.ok) return candidate;
  const { bundle, place, builder, proposedBy } = candidate.value;
  return ok({
    manifest,
    candidate: place,
    builtWith: builder,
    proposedBy,
    files: { bundle, manifest: manifestBytes, source: files },
    bundleSha256: sha256Hex(bundle),
    manifestSha256: sha256Hex(manifestBytes),
    sourceSha256: sourceDigest(files),
  });
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

interface Source {
  readonly manifest: PluginManifest;
  readonly manifestBytes: Uint8Array;
  readonly files: readonly SourceFile[];
}

function readSource(folder: string): Result<Source> {
  const files = readTree(signedFilesIn(folder), "", (path, is) =>
    is === "file" ? isSourcePath(path) : isSourceFolder(path),
  );
  if (!files.ok) return files;
  const manifestBytes = files.value.find(({ path }) => path === CANDIDATE_FILES.manifest)?.bytes;
  if (manifestBytes === undefined) {
    return refuse("plugin_missing", `${folder} has no manifest.toml`);
  }
  const text = utf8Text(manifestBytes);
  if (text === null) return refuse("config_invalid", "manifest.toml:1: not UTF-8 text");
  const manifest = readManifest(text, join(folder, CANDIDATE_FILES.manifest));
  if (!manifest.ok) return manifest;
  const { id } = manifest.value;
  if (RESERVED_IDS.has(id)) {
    return refuse("plugin_id_invalid", `"${id}" is the name of a folder of signed/`);
  }
  return ok({ manifest: manifest.value, manifestBytes, files: files.value });
}

function isSourceFolder(path: string): boolean {
  const steps = path.split("/");
  return (
    steps.length <= SOURCE_DEPTH_MAX &&
    !steps.some((step) => step.startsWith(".") || step === "node_modules")
  );
}

/** The bundle of the candidate that was built from exactly these files. */
function readCandidate(
  workspace: Workspace,
  folder: string,
  manifest: PluginManifest,
  source: readonly SourceFile[],
): Result<
  Pick<PluginToSign, "proposedBy"> & {
    readonly bundle: Uint8Array;
    readonly place: string;
    readonly builder: string;
  }
> {
  const inside = join(manifest.id, String(manifest.version));
  // A plugin of another checkout has its candidates there: plugins/<id> and var/candidates are siblings.
  const places = [workspace.candidates, resolve(folder, "..", "..", "var", "candidates")];
  const place = places
    .map((candidates) => join(candidates, inside))
    .find((path) => existsSync(join(path, CANDIDATE_FILES.record)));
  const hint = `npx --no sdk build ${folder}`;
  if (place === undefined) {
    const what = `${manifest.id} version ${manifest.version}`;
    return refuse("candidate_not_built", `there is no built candidate of ${what}`, { hint });
  }
  const files = signedFilesIn(place);
  const record = readRecord(readRequired(files, CANDIDATE_FILES.record, MANIFEST_BYTES_MAX));
  if (!record.ok) return record;
  const { sourceSha256, manifestSha256, bundleSha256 } = record.value;
  const digest = sourceDigest(source);
  if (sourceSha256 !== digest) {
    return refuse(
      "candidate_stale",
      `candidate is of source ${sourceSha256}, the folder is ${digest}`,
      {
        hint,
      },
    );
  }
  const bundle = readRequired(files, BUNDLE_FILES[manifest.module], BUNDLE_BYTES_MAX);
  if (!bundle.ok) return bundle;
  const manifestBytes = source.find(({ path }) => path === CANDIDATE_FILES.manifest)?.bytes;
  return (
    differs("bundle", sha256Hex(bundle.value), bundleSha256) ??
    differs("manifest", sha256Hex(manifestBytes ?? ""), manifestSha256) ??
    ok({
      bundle: bundle.value,
      place,
      builder: builtWith(record.value.builder),
      proposedBy: record.value.proposedBy ?? null,
    })
  );
}

function readRecord(bytes: Result<Uint8Array>) {
  if (!bytes.ok) return bytes;
  const parsed = parseJsonStrict(utf8Text(bytes.value) ?? "");
  if (!parsed.ok) return refuse("candidate_invalid", `candidate.json: ${parsed.refusal.message}`);
  const shaped = candidateShape.safeParse(parsed.value);
  return shaped.success
    ? ok(shaped.data)
    : refuse("candidate_invalid", `candidate.json: ${firstIssue(shaped.error)}`);
}

function differs(what: string, found: string, recorded: string): Refused | null {
  return found === recorded
    ? null
    : refuse("candidate_invalid", `${what} is ${found}, candidate.json says ${recorded}`);
}
