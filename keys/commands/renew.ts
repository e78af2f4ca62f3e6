import type { Result } from "#host/kernel/result.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import type { Handler } from "#host/terminal/run-command.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { mainMember } from "#host/trust/approval/contents.ts";
import { carryApprovals, wordsFor } from "../approve/carry.ts";
import { describeApproval } from "../approve/show.ts";
import { signableFrom, type Signable } from "../approve/signable.ts";
import { signedNow } from "../approve/signed-now.ts";
import { successorOf } from "../approve/successor.ts";
import type { SignPorts } from "../ports.ts";
import { trustHere, type TrustHere } from "../trust-here.ts";

/** `sign renew`: a later end and nothing else; the host adopts it without waiting for flat (decision B5). */
export function renew(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const trust = trustHere(workspace, ports.nowMs());
    if (!trust.ok) return trust;
    const signables: Signable[] = [];
    for (const slot of new Set(args.texts("SLOT"))) {
      const signable = renewed(workspace, trust.value, args, slot);
      if (!signable.ok) return signable;
      signables.push(signable.value);
    }
    for (const { approval, place } of signables) {
      const last = place.kind === "follows" ? place.last : null;
      ports.tell(`renew: code, parameters and risk stay to the byte\n`);
      ports.tell(`${describeApproval(approval, last)}\n\n`);
    }
    return await carryApprovals(ports, workspace, trust.value, {
      signables,
      named: args.texts("key"),
      words: wordsFor(signables, "renew"),
      out: signables.length === 1 ? args.textOrNull("out") : null,
    });
  };
}

function renewed(
  workspace: Workspace,
  trust: TrustHere,
  args: Arguments,
  slot: string,
): Result<Signable> {
  const now = signedNow(trust, slot);
  if (!now.ok) return now;
  const { approval, packed, newest } = now.value;
  const { conformanceSha256 } = mainMember(approval);
  const next = successorOf(now.value, {
    nowMs: trust.nowMs,
    expiresDays: args.number("expires-days"),
    reason: args.text("reason"),
    engine: approval.engine,
    reports: { conformanceSha256, evidenceSha256: approval.evidenceSha256 },
  });
  return next.ok ? signableFrom(workspace, trust, next.value, packed, newest) : next;
}
