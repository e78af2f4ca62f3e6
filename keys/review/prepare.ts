/** From what is on disk to a review: of a plugin that somebody wants to sign, or of a statement that exists already. */
import { approval as approvalShape, type Approval, type Engine } from "#host/contract/approval.ts";
import { PAYLOAD_TYPES } from "#host/contract/envelope.ts";
import type { Params } from "#host/contract/manifest.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { paramsOf } from "#host/kernel/params.ts";
import { COMPARISON_FILE_NAME, conformanceFileName } from "#host/kernel/report-name.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import type { SourceFile } from "#host/kernel/source-digest.ts";
import { environmentOf } from "#host/trust/approval/authentic.ts";
import { mainMember } from "#host/trust/approval/contents.ts";
import { REPORT_BYTES_MAX } from "#host/trust/approval/reports.ts";
import { readPayload, type OpenedEnvelope } from "#host/trust/dsse.ts";
import type { Keyring } from "#host/trust/keyring/keyring.ts";
import type { Link } from "#host/trust/registry/history.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";
import { draftApproval, type NamedReports, type Wish } from "../approve/draft.ts";
import type { PluginToSign } from "../approve/plugin.ts";
import type { SlotNow } from "./active.ts";
import { provenanceOf } from "./provenance.ts";
import {
  checkReports,
  lookAtReports,
  type CheckedReports,
  type ReportFiles,
  type ReportLook,
  type ReportsLook,
  type ReportSubject,
} from "./reports.ts";
import { reviewOf, type Review } from "./review.ts";

/** What every review depends on. */
export interface Circumstances {
  readonly slotNow: SlotNow;
  readonly keyring: Keyring;
  /** Of this installation. */
  readonly engine: Engine;
  /** When it is signed: reports must be fresh then. */
  readonly nowMs: number;
  /** Where it came from, in words. */
  readonly from: string;
}

export interface PreparedDraft {
  /** To be signed only when `mayBeSigned` says so. */
  readonly approval: Approval;
  readonly review: Review;
  /** Digest → bytes of the report files that the approval names. */
  readonly reports: ReadonlyMap<string, Uint8Array>;
}

/**
 * Drafts an approval, with the reports of the candidate where they count, and reviews it.
 *
 * @param last - The newest signed approval of the slot: the draft follows it.
 * @returns Refusals: those of `draftApproval`, file_not_regular and file_too_large of a report. What speaks against
 *   signing is in the review.
 */
export function prepareDraft(
  wish: Wish,
  plugin: PluginToSign,
  last: Link | null,
  around: Circumstances,
): Result<PreparedDraft> {
  const { engine, nowMs, slotNow, keyring, from } = around;
  const draft = (named: NamedReports) => draftApproval(wish, plugin, last, engine, nowMs, named);
  const unnamed = draft(environmentOf(wish.slot) === "live" ? NOT_YET : NONE);
  if (!unnamed.ok) return unnamed;
  const files = readReports(plugin, mainMember(unnamed.value).params);
  if (!files.ok) return files;
  const subject = subjectOf(unnamed.value, around);
  const checked = checkReports(subject, files.value);
  const named = checked.ok ? draft(namesOf(checked.value)) : unnamed;
  if (!named.ok) return named;
  const review = reviewOf({
    approval: named.value,
    approvalSha256: null,
    ...slotNow,
    source: plugin.files.source,
    reports: lookAtReports(subject, files.value),
    provenance: provenanceOf(from, null, named.value.environment, keyring),
  });
  const reports = checked.ok ? namedFiles(files.value, namesOf(checked.value)) : NO_FILES;
  return ok({ approval: named.value, review, reports });
}

function namesOf({ conformance, comparison }: CheckedReports): NamedReports {
  return {
    conformanceSha256: conformance?.sha256 ?? null,
    evidenceSha256: comparison?.sha256 ?? null,
  };
}

function readReports(plugin: PluginToSign, params: Params): Result<ReportFiles> {
  const defaults = paramsOf(plugin.manifest.params, {});
  if (!defaults.ok) return defaults;
  const files = signedFilesIn(plugin.candidate);
  const name = conformanceFileName(params, defaults.value);
  const conformance = files.read(name, REPORT_BYTES_MAX);
  if (!conformance.ok) return conformance;
  const comparison = files.read(COMPARISON_FILE_NAME, REPORT_BYTES_MAX);
  if (!comparison.ok) return comparison;
  return ok({ conformance: conformance.value, comparison: comparison.value });
}

function namedFiles(
  { conformance, comparison }: ReportFiles,
  { conformanceSha256, evidenceSha256 }: NamedReports,
): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  if (conformance !== null && conformanceSha256 !== null) files.set(conformanceSha256, conformance);
  if (comparison !== null && evidenceSha256 !== null) files.set(evidenceSha256, comparison);
  return files;
}

const NO_FILES: ReadonlyMap<string, Uint8Array> = new Map();
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

/** Reviews a statement: its files as they are, its reports by the digests that it names. */
export function reviewStatement(
  statement: Statement,
  approval: Approval,
  around: Circumstances,
): Review {
  const { slotNow, keyring, from } = around;
  const { conformanceSha256 } = mainMember(approval);
  const { evidenceSha256 } = approval;
  const read = (sha256: string | null) => (sha256 === null ? null : statement.report(sha256));
  const looks = lookAtReports(subjectOf(approval, around), {
    conformance: read(conformanceSha256),
    comparison: read(evidenceSha256),
  });
  return reviewOf({
    approval,
    approvalSha256: sha256Hex(statement.envelope.payload),
    ...slotNow,
    source: statement.source,
    reports: asNamed(looks, { conformanceSha256, evidenceSha256 }),
    provenance: provenanceOf(from, statement.envelope, approval.environment, keyring),
  });
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
function subjectOf(approval: Approval, { slotNow, nowMs }: Circumstances): ReportSubject {
  const { id, version, bundleSha256, sourceSha256, manifestSha256, params } = mainMember(approval);
  const { slot, instruments, timeframe, engine } = approval;
  const activeApproval = slotNow.active?.approvalSha256 ?? null;
  return {
    slot,
    instruments,
    timeframe,
    id,
    version,
    bundleSha256,
    sourceSha256,
    manifestSha256,
    params,
    engine,
    activeApproval,
    nowMs,
  };
}
