/** One of the two strategies: its exact bytes, and what binds a report to them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BASE_COLUMNS } from "#host/contract/candles.ts";
import {
  BUNDLE_FILES,
  candidate as candidateShape,
  CANDIDATE_FILES,
} from "#host/contract/candidate.ts";
import type { ComparisonReport } from "#host/contract/comparison.ts";
import {
  isStrategyManifest,
  type Params,
  type PluginManifest,
  type StrategyManifest,
} from "#host/contract/manifest.ts";
import type { CellPlugin } from "#host/cell/session.ts";
import { wasmPluginOf } from "#host/cell/wasm/plugin.ts";
import { parseJsonStrict } from "#host/kernel/canonical-json.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { paramsOf } from "#host/kernel/params.ts";
import { paramsDigest } from "#host/kernel/report-name.ts";
import { Fault, ok, refuse, type Result } from "#host/kernel/result.ts";
import { sourceDigest } from "#host/kernel/source-digest.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { readPluginSource } from "../build/plugin-source.ts";

export interface Side {
  readonly manifest: StrategyManifest;
  readonly bundle: string | Uint8Array;
  readonly params: Params;
  /** As the report names it. */
  readonly bound: ComparisonReport["candidate"];
}

/**
 * Reads a candidate: its own folder, or that of the plugin folder that it was built from.
 *
 * @param chosen - Only what differs from the manifest's defaults.
 * @returns Refusals: candidate_not_built, candidate_stale, candidate_invalid, kind_not_tradable, params_out_of_bounds,
 *   what is wrong with the manifest.
 */
export function readCandidate(workspace: Workspace, path: string, chosen: Params): Result<Side> {
  const folder = candidateFolder(workspace, path);
  if (!folder.ok) return folder;
  const side = readSide(folder.value, (manifest) => paramsOf(manifest.params, chosen));
  if (!side.ok) return side;
  const record = readRecord(join(folder.value, CANDIDATE_FILES.record));
  const { bundleSha256, sourceSha256 } = side.value.bound;
  const same = record?.bundleSha256 === bundleSha256 && record.sourceSha256 === sourceSha256;
  return same
    ? side
    : refuse("candidate_invalid", `${folder.value} is not what its candidate.json names`, {
        hint: `npx --no sdk build ${side.value.manifest.id}`,
      });
}

function candidateFolder(workspace: Workspace, path: string): Result<string> {
  if (existsSync(join(path, CANDIDATE_FILES.record))) return ok(path);
  const source = readPluginSource(path);
  const text = source.files.find((file) => file.path === CANDIDATE_FILES.manifest)?.bytes;
  if (text === undefined) {
    return refuse("plugin_missing", `${path} is neither a candidate nor a folder with a manifest`);
  }
  const manifest = readManifest(Buffer.from(text).toString("utf8"));
  if (!manifest.ok) return manifest;
  const { id, version } = manifest.value;
  const folder = join(workspace.candidates, id, String(version));
  const hint = `npx --no sdk build ${path}`;
  const record = readRecord(join(folder, CANDIDATE_FILES.record));
  if (record === null) {
    return refuse("candidate_not_built", `there is no built candidate of ${id} ${version}`, {
      hint,
    });
  }
  const digest = sourceDigest(source.files);
  if (record.sourceSha256 === digest) return ok(folder);
  const message = `candidate is of source ${record.sourceSha256}, the folder is ${digest}`;
  return refuse("candidate_stale", message, { hint });
}

/**
 * Reads the files of a version: a candidate's or a signed one's.
 *
 * @param params - What runs with it.
 * @returns Refusals: kind_not_tradable, what is wrong with the manifest, those of `params`.
 */
export function readSide(
  folder: string,
  params: (manifest: StrategyManifest) => Result<Params>,
): Result<Side> {
  const manifestBytes = readBytes(join(folder, CANDIDATE_FILES.manifest));
  const manifest = readManifest(manifestBytes.toString("utf8"));
  if (!manifest.ok) return manifest;
  if (!isStrategyManifest(manifest.value)) return notComparable(manifest.value);
  const chosen = params(manifest.value);
  if (!chosen.ok) return chosen;
  const { id, version, module } = manifest.value;
  const bundle = readBytes(join(folder, BUNDLE_FILES[module]));
  const source = readPluginSource(join(folder, CANDIDATE_FILES.source));
  return ok({
    manifest: manifest.value,
    bundle: module === "wasm" ? new Uint8Array(bundle) : bundle.toString("utf8"),
    params: chosen.value,
    bound: {
      id,
      version,
      bundleSha256: sha256Hex(bundle),
      sourceSha256: sourceDigest(source.files),
      manifestSha256: sha256Hex(manifestBytes),
      params: chosen.value,
      paramsSha256: paramsDigest(chosen.value),
    },
  });
}

function notComparable({ kind }: PluginManifest): Result<never> {
  return refuse("kind_not_tradable", `plugin is a ${kind}, compared are strategies`);
}

function readRecord(path: string) {
  if (!existsSync(path)) return null;
  const parsed = parseJsonStrict(readBytes(path).toString("utf8"));
  const shaped = candidateShape.safeParse(parsed.ok ? parsed.value : null);
  return shaped.success ? shaped.data : null;
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Fault("file_unreadable", `${path} could not be read`, { cause: error });
  }
}

/** What a cell is given. */
export function cellPluginOf(side: Side, pair: string, tickSize: number): CellPlugin {
  const { manifest, bundle, params } = side;
  const { kind, module, timeframe, lookback, needs } = manifest;
  const inputs = Object.entries(manifest.inputs).map(([name, input]) => {
    return { name, lookback: input.lookback, columns: [...BASE_COLUMNS, ...input.needs] };
  });
  const columns = [...BASE_COLUMNS, ...needs];
  const binary = { kind, module, wasm: wasmPluginOf(manifest) };
  return { bundle, ...binary, params, pair, timeframe, tickSize, lookback, columns, inputs };
}
