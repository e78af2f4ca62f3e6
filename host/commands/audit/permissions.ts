/** Who else on this machine could read a key, forge a journal or change what runs. */
import { lstatSync, readdirSync, type Stats } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Workspace } from "../../workspace/paths.ts";
import { fail, pass, type AuditFinding } from "./finding.ts";

const OTHERS_WRITE = 0o002;
const ANY_FOR_OTHERS = 0o077;
/** Journals, sockets and stores lie in one folder per account: nothing worth looking at is deeper. */
const DEPTH_MAX = 3;

export function permissionFindings(workspace: Workspace): readonly AuditFinding[] {
  return [secretKeys(workspace), sharedFolders(workspace), controlSockets(workspace)];
}

function secretKeys(workspace: Workspace): AuditFinding {
  const rule = "key-files";
  const keys = below(workspace.keys).filter(({ path }) => path.endsWith(".key.json"));
  const open = keys.filter(({ stats }) => (stats.mode & ANY_FOR_OTHERS) !== 0);
  if (open.length > 0) {
    return fail(
      rule,
      "live",
      `others may read ${names(workspace, open)}`,
      "chmod 600, and make a new key: this one may have been copied",
    );
  }
  const many = keys.length === 1 ? "1 secret key lies" : `${keys.length} secret keys lie`;
  return pass(
    rule,
    keys.length === 0 ? "no secret key lies in keys/" : `${many} in keys/, for their owner only`,
  );
}

function sharedFolders(workspace: Workspace): AuditFinding {
  const rule = "files-writable";
  const places = [workspace.varDir, workspace.signed, workspace.keys, dirname(workspace.hostToml)];
  const open = [
    entryOf(workspace.dir),
    ...places.flatMap((place) => [entryOf(place), ...below(place)]),
  ]
    .filter((entry) => entry !== null)
    .filter(({ stats }) => !stats.isSymbolicLink() && (stats.mode & OTHERS_WRITE) !== 0)
    .filter(({ path }) => !path.endsWith(".sock"));
  return open.length === 0
    ? pass(rule, "nobody else may write to var/, signed/, keys/ or config/")
    : fail(
        rule,
        "paper",
        `everybody may write to ${names(workspace, open)}`,
        "chmod o-w what is named, after looking at who wrote it last",
      );
}

function controlSockets(workspace: Workspace): AuditFinding {
  const rule = "control-sockets";
  const sockets = below(workspace.varDir).filter(({ stats }) => stats.isSocket());
  const open = sockets.filter(({ stats }) => (stats.mode & ANY_FOR_OTHERS) !== 0);
  return open.length === 0
    ? pass(
        rule,
        sockets.length === 0 ? "no host listens" : "only this user may talk to a running host",
      )
    : fail(
        rule,
        "paper",
        `others may talk to ${names(workspace, open)}`,
        "chmod 600, and look at the journal for entries you did not make",
      );
}

interface Entry {
  readonly path: string;
  readonly stats: Stats;
}

function entryOf(path: string): Entry | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : { path, stats };
}

/** Files and folders, links not followed. */
function below(folder: string, depth = 1): readonly Entry[] {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const own = entryOf(join(folder, entry.name));
    if (own === null) return [];
    const deeper = entry.isDirectory() && depth < DEPTH_MAX ? below(own.path, depth + 1) : [];
    return [own, ...deeper];
  });
}

function names(workspace: Workspace, entries: readonly Entry[]): string {
  const shown = entries.slice(0, 3).map(({ path }) => relative(workspace.dir, path) || ".");
  const more = entries.length > shown.length ? ` and ${entries.length - shown.length} more` : "";
  return shown.join(", ") + more;
}
