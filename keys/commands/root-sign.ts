import { resolve } from "node:path";
import { root as rootShape, type Root } from "#host/contract/root.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import { readPayload } from "#host/trust/dsse.ts";
import type { Handler } from "#host/terminal/run-command.ts";
import { workspaceAt } from "#host/workspace/paths.ts";
import type { SignPorts } from "../ports.ts";
import { readOneProposal, type Draft } from "../proposal/file.ts";
import { carryRoot, proposeRoot } from "../root/propose.ts";
import { showRoot } from "../root/show.ts";
import { rootIfThere, type RootOnDisk } from "../root/store.ts";

/** `sign root sign`: one more signature, or none and only put in place what is complete. */
export function rootSign(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const read = readOneProposal(args.texts("FILE"), "root");
    if (!read.ok) return read;
    const { draft, paths } = read.value;
    const root = rootIn(draft);
    if (!root.ok) return root;
    const there = rootIfThere(workspace);
    if (!there.ok) return there;
    if (there.value?.root.sha256 === sha256Hex(draft.payload)) {
      const done = showRoot(there.value.root);
      return { ...done, text: `installed already\n${done.text}` };
    }
    const order = verifyOrder(root.value, there.value);
    if (!order.ok) return order;
    const proposal = proposeRoot(root.value, there.value, draft);
    if (!proposal.ok) return proposal;
    const [first = ""] = paths;
    return await carryRoot(ports, workspace, args, proposal.value, resolve(first));
  };
}

function rootIn(draft: Draft): Result<Root> {
  return readPayload({ payloadType: "", ...draft }, rootShape, "root");
}

/** Refusals: proposal_stale for what was overtaken, root_chain_broken for what comes too early. */
function verifyOrder(root: Root, there: RootOnDisk | null): Result<true> {
  const here = there?.root.version ?? 0;
  if (root.version === here + 1) return ok(true);
  const message = `the proposal is root version ${root.version}, in force here is ${here}`;
  return root.version <= here
    ? refuse("proposal_stale", message)
    : refuse("root_chain_broken", message, { hint: "take over keys/ of the newer machine first" });
}
