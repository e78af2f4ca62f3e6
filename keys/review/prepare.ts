/** From what is on disk to a review: of a plugin that somebody wants to sign, or of a statement that exists already. */
import { approval as approvalShape, type Approval, type Engine } from "#host/contract/approval.ts";
import { PAYLOAD_TYPES } from "#host/contract/envelope.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import type { SourceFile } from "#host/kernel/source-digest.ts";
import { environmentOf } from "#host/trust/approval/authentic.ts";
import { mainMember } from "#host/trust/approval/contents.ts";
import { readPayload, type OpenedEnvelope } from "#host/trust/dsse.ts";
import { draftApproval, type NamedReports, type Wish } from "../approve/draft.ts";
import type { PluginToSign } from "../approve/plugin.ts";
import { readReportFiles } from "../approve/reports.ts";
import { historyHere, type TrustHere } from "../trust-here.ts";
import { slotNow, type SlotNow } from "./active.ts";
import { provenanceOf } from "./provenance.ts";
import { lookAtReports, type ReportLook, type ReportsLook, type ReportSubject } from "./reports.ts";
import { reviewOf, type Review } from "./review.ts";

/**
 * Reviews what `sign approve` would make of a plugin, even when it would refuse.
 *
 * @param from - Where it comes from, in words.
 * @returns Refusals: those of `draftApproval`, of the slot's history, file_not_regular and file_too_large of a report.
 *   What speaks against signing is in the review.
 */
export function reviewPlugin(
  trust: TrustHere,
  engine: Engine,
  plugin: PluginToSign,
  wish: Wish,
  from: string,
): Result<Review> {
  const history = historyHere(trust, wish.slot);
  if (!history.ok) return history;
  const last = history.value.at(-1) ?? null;
  const named = environmentOf(wish.slot) === "live" ? NOT_YET : NONE;
  const draft = draftApproval(wish, plugin, last, engine, trust.nowMs, named);
  if (!draft.ok) return draft;
  const files = readReportFiles(plugin, mainMember(draft.value).params);
  if (!files.ok) return files;
  const { slot, slotVersion, environment } = draft.value;
  const now = slotNow(trust, { slot, slotVersion, approval: null });
  if (!now.ok) return now;
  return ok(
    reviewOf({
      approval: draft.value,
      approvalSha256: null,
      ...now.value,
      source: plugin.files.source,
      reports: lookAtReports(subjectOf(draft.value, now.value, trust.nowMs), files.value),
      provenance: provenanceOf(from, null, environment, trust.keyring, plugin.proposedBy),
    }),
  );
}

const NONE: NamedReports = { conformanceSha256: null, evidenceSha256: null };
/** A live approval has no shape without digests; a draft with these is shown and never signed. */
const NOT_YET: NamedReports = {
  conformanceSha256: "0".repeat(64),
  evidenceSha256: "0".repeat(64),
};

/** An approval on its way, or at its place, with what a reader must see. */
export interface Statement {
  readonly envelope: OpenedEnvelope;
  readonly source: readonly SourceFile[];
  /** Report files by the digest in their name; it is checked here. */
  readonly report: (sha256: string) => Uint8Array | null;
}

/** The approval inside. Nothing is believed of it: a review shows what it says. */
export function approvalIn({ envelope }: Pick<Statement, "envelope">): Result<Approval> {
  return envelope.payloadType === PAYLOAD_TYPES.approval
    ? readPayload(envelope, approvalShape, "approval")
    : refuse("payload_type_wrong", `payload is ${envelope.payloadType.slice(0, 80)}, no approval`);
}

/**
 * Reviews a statement: its files as they are, its reports by the digests that it names.
 *
 * @param nowMs - When it is signed: reports must be fresh then.
 * @returns Refusals: those of the slot's history. What speaks against signing is in the review.
 */
export function reviewStatement(
  trust: TrustHere,
  statement: Statement,
  approval: Approval,
  from: string,
  nowMs: number,
): Result<Review> {
  const { slot, slotVersion, evidenceSha256 } = approval;
  const approvalSha256 = sha256Hex(statement.envelope.payload);
  const now = slotNow(trust, { slot, slotVersion, approval: approvalSha256 });
  if (!now.ok) return now;
  const { conformanceSha256 } = mainMember(approval);
  const read = (sha256: string | null) => (sha256 === null ? null : statement.report(sha256));
  const looks = lookAtReports(subjectOf(approval, now.value, nowMs), {
    conformance: read(conformanceSha256),
    comparison: read(evidenceSha256),
  });
  return ok(
    reviewOf({
      approval,
      approvalSha256,
      ...now.value,
      source: statement.source,
      reports: asNamed(looks, { conformanceSha256, evidenceSha256 }),
      provenance: provenanceOf(from, statement.envelope, approval.environment, trust.keyring),
    }),
  );
}

/** A report that the statement names and that is not there, or is another file, carries nothing. */
function asNamed({ conformance, comparison }: ReportsLook, named: NamedReports): ReportsLook {
  return {
    conformance: objected(conformance, named.conformanceSha256, "conformance_missing"),
    comparison: objected(comparison, named.evidenceSha256, "comparison_missing"),
  };
}

function objected<Report>(
  look: ReportLook<Report>,
  named: string | null,
  code: "conformance_missing" | "comparison_missing",
): ReportLook<Report> {
  if (look.sha256 === named || look.refusal !== null) return look;
  const { refusal } =
    look.sha256 === null
      ? refuse(code, `the approval names report ${named ?? "none"}, which is not there`)
      : refuse("report_invalid", `report is ${look.sha256}, the approval names ${named ?? "none"}`);
  return { ...look, refusal };
}

/** The engine of the statement: whoever signs on another machine signs for the host's. */
function subjectOf(approval: Approval, { active }: SlotNow, nowMs: number): ReportSubject {
  const { id, version, bundleSha256, sourceSha256, manifestSha256, params } = mainMember(approval);
  const { slot, instruments, timeframe, engine } = approval;
  const activeApproval = active?.approvalSha256 ?? null;
  const place = { slot, instruments, timeframe, engine, activeApproval, nowMs };
  return { ...place, id, version, bundleSha256, sourceSha256, manifestSha256, params };
}
