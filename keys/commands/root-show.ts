import type { Handler } from "#host/terminal/run-command.ts";
import { workspaceAt } from "#host/workspace/paths.ts";
import { showKeys } from "../root/show.ts";
import { rootToFollow } from "../root/store.ts";

/** `sign root show`: also of a root that has expired, which is when one looks at it. */
export function rootShow(): Handler {
  return async (args) => {
    const found = rootToFollow(workspaceAt(args.workspace));
    return found.ok ? showKeys(found.value.root) : found;
  };
}
