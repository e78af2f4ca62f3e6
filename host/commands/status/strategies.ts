/** Which strategies there are: as source, as built candidate, as signed version. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pluginId } from "../../contract/primitives.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { listApprovals } from "../../trust/registry/folder.ts";
import { readIfThere } from "../../workspace/config.ts";
import { readManifest } from "../../workspace/manifest.ts";
import type { Workspace } from "../../workspace/paths.ts";
import { signedFilesIn } from "../../workspace/signed-files.ts";

export interface StrategyStatus {
  readonly id: string;
  /** Version in plugins/, null when there is no source or its manifest does not read. */
  readonly source: number | null;
  /** Why the manifest does not read. */
  readonly problem: string | null;
  /** First pair of the manifest. */
  readonly pair: string | null;
  /** Newest version in var/candidates/. */
  readonly built: number | null;
  /** Newest version in signed/. */
  readonly signed: number | null;
}

/** Sorted by id. Refusals: those of listing signed/. */
export function strategiesIn(workspace: Workspace): Result<readonly StrategyStatus[]> {
  const places = listApprovals(signedFilesIn(workspace.signed));
  if (!places.ok) return places;
  const sources = foldersIn(workspace.plugins).filter((id) => pluginId.safeParse(id).success);
  const built = foldersIn(workspace.candidates);
  const ids = new Set([...sources, ...built, ...places.value.map(({ id }) => id)]);
  return ok(
    [...ids].toSorted().map((id) => ({
      id,
      ...sourceOf(workspace, id),
      built: newest(foldersIn(join(workspace.candidates, id)).map(Number)),
      signed: newest(places.value.filter((place) => place.id === id).map(({ version }) => version)),
    })),
  );
}

function sourceOf(
  workspace: Workspace,
  id: string,
): Pick<StrategyStatus, "source" | "problem" | "pair"> {
  const bytes = readIfThere(join(workspace.plugins, id, "manifest.toml"));
  if (bytes === null) return { source: null, problem: null, pair: null };
  const manifest = readManifest(bytes.toString("utf8"), `plugins/${id}/manifest.toml`);
  if (!manifest.ok) return { source: null, problem: manifest.refusal.message, pair: null };
  const { version, pairs } = manifest.value;
  return { source: version, problem: null, pair: pairs[0] ?? null };
}

function newest(versions: readonly number[]): number | null {
  const known = versions.filter((version) => Number.isSafeInteger(version) && version > 0);
  return known.length === 0 ? null : Math.max(...known);
}

/** Names of folders, none when the folder is not there. */
function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
