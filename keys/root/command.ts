import type { Root } from "#host/contract/root.ts";
import type { Result } from "#host/kernel/result.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import type { Handler } from "#host/terminal/run-command.ts";
import { workspaceAt } from "#host/workspace/paths.ts";
import type { SignPorts } from "../ports.ts";
import { carryRoot, proposeRoot } from "./propose.ts";
import { rootToFollow } from "./store.ts";

/** A command that makes the next root from the one in force; what it changes is in `change.ts`. */
export function rootCommand(
  ports: SignPorts,
  change: (before: Root, args: Arguments, nowMs: number) => Result<Root>,
): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const follows = rootToFollow(workspace);
    if (!follows.ok) return follows;
    const next = change(follows.value.root.root, args, ports.nowMs());
    if (!next.ok) return next;
    const proposal = proposeRoot(next.value, follows.value);
    return proposal.ok ? await carryRoot(ports, workspace, args, proposal.value, null) : proposal;
  };
}
