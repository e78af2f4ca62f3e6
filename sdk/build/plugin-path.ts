import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import { nearest } from "#host/terminal/nearest.ts";
import type { Workspace } from "#host/workspace/paths.ts";

/**
 * Finds what a person named: the id of a folder in `plugins/`, or any path.
 *
 * @returns An absolute path that exists. Refusal: plugin_missing.
 */
export function findPlugin(workspace: Workspace, named: string): Result<string> {
  const inWorkspace = join(workspace.plugins, named);
  if (!/[./\\]/.test(named) && existsSync(inWorkspace)) return ok(inWorkspace);
  const path = resolve(named);
  if (existsSync(path)) return ok(path);
  const meant = nearest(named, folders(workspace.plugins));
  const message = `${named} is neither in plugins/ nor a path that exists`;
  return refuse(
    "plugin_missing",
    message,
    meant === null ? {} : { hint: `did you mean ${meant}?` },
  );
}

function folders(dir: string): string[] {
  if (!existsSync(dir)) return [];
  const entries = readdirSync(dir, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
