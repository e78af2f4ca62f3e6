import type { ConformanceReport } from "#host/contract/conformance.ts";
import { ok, type Result } from "#host/kernel/result.ts";
import { mainMember } from "#host/trust/approval/contents.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import type { Handler } from "#host/terminal/run-command.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { carryApprovals, wordsFor } from "../approve/carry.ts";
import type { NamedReports } from "../approve/draft.ts";
import { noProof, proofFor, reportBefore, type Proof } from "../approve/recertify-proof.ts";
import { describeApproval } from "../approve/show.ts";
import { signableFrom, type Signable } from "../approve/signable.ts";
import { signedNow, type SignedNow } from "../approve/signed-now.ts";
import { sameAnswers, successorOf } from "../approve/successor.ts";
import type { SignPorts } from "../ports.ts";
import { checkReports } from "../review/reports.ts";
import { trustHere, type TrustHere } from "../trust-here.ts";

/** `sign recertify`: the same code for another engine, when the suite's answers under both are the same (decision B5). */
export function recertify(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const trust = trustHere(workspace, ports.nowMs());
    if (!trust.ok) return trust;
    const signables: Signable[] = [];
    for (const slot of new Set(args.texts("SLOT"))) {
      const signable = recertified(ports, workspace, trust.value, args, slot);
      if (!signable.ok) return signable;
      signables.push(signable.value);
    }
    for (const { approval, place } of signables) {
      const last = place.kind === "follows" ? place.last : null;
      ports.tell("recertify: the suite's answers under the new engine are those under the old\n");
      ports.tell(`${describeApproval(approval, last)}\n\n`);
    }
    return await carryApprovals(ports, workspace, trust.value, {
      signables,
      named: args.texts("key"),
      words: wordsFor(signables, "recertify"),
      out: signables.length === 1 ? args.textOrNull("out") : null,
    });
  };
}

function recertified(
  ports: SignPorts,
  workspace: Workspace,
  trust: TrustHere,
  args: Arguments,
  slot: string,
): Result<Signable> {
  const now = signedNow(trust, slot);
  if (!now.ok) return now;
  const before = reportBefore(now.value);
  if (!before.ok) return before;
  const proof = proofFor(ports, workspace, now.value, args.texts("engine"));
  if (!proof.ok) return proof;
  const same = sameUnder(trust, now.value, before.value, proof.value);
  if (!same.ok) return same;
  const { named, reports } = same.value;
  const next = successorOf(now.value, {
    nowMs: trust.nowMs,
    expiresDays: args.number("expires-days"),
    reason: args.text("reason"),
    engine: proof.value.engine,
    reports: named,
  });
  if (!next.ok) return next;
  const packed = { files: now.value.packed.files, reports };
  return signableFrom(workspace, trust, next.value, packed, now.value.newest);
}

/** Checks the new reports and compares the answers; says what the successor names and carries. */
function sameUnder(
  { nowMs }: TrustHere,
  { approval, link }: SignedNow,
  before: ConformanceReport,
  { engine, files }: Proof,
): Result<{ readonly named: NamedReports; readonly reports: ReadonlyMap<string, Uint8Array> }> {
  const { slot, instruments, timeframe } = approval;
  const place = { slot, instruments, timeframe, activeApproval: link.approval, nowMs };
  const checked = checkReports({ ...mainMember(approval), ...place, engine }, files);
  if (!checked.ok) return checked;
  const { conformance, comparison } = checked.value;
  if (conformance === null || files.conformance === null) return noProof(slot);
  const same = sameAnswers(before, conformance.report);
  if (!same.ok) return same;
  const reports = new Map([[conformance.sha256, files.conformance]]);
  if (comparison !== null && files.comparison !== null) {
    reports.set(comparison.sha256, files.comparison);
  }
  const { sha256: conformanceSha256 } = conformance;
  return ok({ named: { conformanceSha256, evidenceSha256: comparison?.sha256 ?? null }, reports });
}
