/** Approvals that change nothing of what runs: a later end, or another engine (decision B5). */
import type { Approval, Engine } from "#host/contract/approval.ts";
import type { ConformanceReport } from "#host/contract/conformance.ts";
import { lineText } from "#host/contract/primitives.ts";
import { canonicalJson } from "#host/kernel/canonical-json.ts";
import { isoInstant } from "#host/kernel/instant.ts";
import { assert, ok, refuse, type Result } from "#host/kernel/result.ts";
import { DAY_MS } from "#host/kernel/timeframe.ts";
import { isRenewalOf } from "#host/trust/approval/successor.ts";
import type { NamedReports } from "./draft.ts";
import type { SignedNow } from "./signed-now.ts";

export interface Renewal {
  readonly nowMs: number;
  readonly expiresDays: number;
  readonly reason: string;
  readonly engine: Engine;
  readonly reports: NamedReports;
}

/** @returns Refusal: argument_invalid for a reason that is no line. */
export function successorOf(
  { approval, newest }: Pick<SignedNow, "approval" | "newest">,
  { nowMs, expiresDays, reason, engine, reports }: Renewal,
): Result<Approval> {
  if (!lineText.safeParse(reason).success) {
    return refuse("argument_invalid", "--reason takes one line without control characters");
  }
  const { conformanceSha256, evidenceSha256 } = reports;
  const next: Approval = {
    ...approval,
    slotVersion: newest.slotVersion + 1,
    previous: newest.approval,
    members: approval.members.map((member) => ({ ...member, conformanceSha256 })),
    evidenceSha256,
    engine,
    notBefore: isoInstant(nowMs),
    expires: isoInstant(nowMs + expiresDays * DAY_MS),
    reason,
  };
  assert(isRenewalOf(next, approval), "a renewal runs what ran before");
  return ok(next);
}

/**
 * Whether two runs of the suite show that two engines compute the same.
 *
 * @param before - Named by the approval that stands. @param after - Made under the new engine.
 * @returns Refusal: recertify_differs: other data, another suite, or another answer.
 */
export function sameAnswers(before: ConformanceReport, after: ConformanceReport): Result<true> {
  if (before.suite !== after.suite) {
    return differs(`suite ${before.suite} and suite ${after.suite} do not compare`);
  }
  if (canonicalJson(before.data) !== canonicalJson(after.data)) {
    return differs("the two reports are about other data");
  }
  if (before.answersSha256 === after.answersSha256) return ok(true);
  return differs(`answers were ${before.answersSha256}, they are ${after.answersSha256}`);
}

function differs(message: string): Result<never> {
  return refuse("recertify_differs", message, {
    hint: "another engine may not change an answer: review it as a new version, sign approve",
  });
}
