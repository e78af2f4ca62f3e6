import type { Handler } from "#host/terminal/run-command.ts";
import { workspaceAt } from "#host/workspace/paths.ts";
import type { SignPorts } from "../ports.ts";
import { showKeys } from "../root/show.ts";
import { rootToFollow, warnIfKeptTwice } from "../root/store.ts";

/** `sign root show`: also of a root that has expired, which is when one looks at it. */
export function rootShow(ports: Pick<SignPorts, "tell">): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const found = rootToFollow(workspace);
    if (!found.ok) return found;
    warnIfKeptTwice(workspace, found.value.root, ports);
    return showKeys(found.value.root);
  };
}
