/**
 * The reports behind a signature: are they about exactly what is to be signed, and do they still count?
 *
 * Pure. A report is a claim by whoever ran the suite; what is checked here is that the claim is about these bytes, these
 * parameters and this engine, that it is recent, and that it says yes.
 */
import type { Engine } from "#host/contract/approval.ts";
import { comparisonReport, type ComparisonReport } from "#host/contract/comparison.ts";
import { conformanceReport, type ConformanceReport } from "#host/contract/conformance.ts";
import type { Params } from "#host/contract/manifest.ts";
import { parseJsonStrict } from "#host/kernel/canonical-json.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { instantMs } from "#host/kernel/instant.ts";
import { paramsDigest } from "#host/kernel/report-name.ts";
import { ok, refuse, type Refusal, type Refused, type Result } from "#host/kernel/result.ts";
import { DAY_MS } from "#host/kernel/timeframe.ts";
import { environmentOf } from "#host/trust/approval/authentic.ts";
import { missingOf, REPORT_BYTES_MAX } from "#host/trust/approval/reports.ts";
import { firstIssue, utf8Text } from "#host/trust/dsse.ts";
import type { z } from "zod";

/** Older reports are refused (decision B4): markets and engines move on. */
export const REPORT_AGE_DAYS_MAX = 7;
/** Two clocks of one desk may differ by so much. */
const CLOCK_AHEAD_MS_MAX = 5 * 60_000;

/** What is to be signed. */
export interface ReportSubject {
  readonly slot: string;
  readonly instruments: readonly string[];
  readonly timeframe: string;
  readonly id: string;
  readonly version: number;
  readonly bundleSha256: string;
  readonly sourceSha256: string;
  readonly manifestSha256: string;
  /** The whole set, defaults filled in. */
  readonly params: Params;
  readonly engine: Engine;
  /** Approval that governs the slot now; null when none does. */
  readonly activeApproval: string | null;
  readonly nowMs: number;
}

/** The files' exact bytes; null: there is no such file. */
export interface ReportFiles {
  readonly conformance: Uint8Array | null;
  readonly comparison: Uint8Array | null;
}

/** One report as far as it could be read, and why it does not count. */
export interface ReportLook<Report> {
  /** Of the file's bytes; null when there is no file. */
  readonly sha256: string | null;
  /** null when there is no file, or it is not a report. */
  readonly report: Report | null;
  /** null: the report may be named by a signature, or it is absent and need not be there. */
  readonly refusal: Refusal | null;
  /** A report that is there, is not refused and is not named either: it is about another slot. */
  readonly ignored: string | null;
}

export interface ReportsLook {
  readonly conformance: ReportLook<ConformanceReport>;
  readonly comparison: ReportLook<ComparisonReport>;
}

/** Both reports, each with its digest; null where a paper approval does without. */
export interface CheckedReports {
  readonly conformance: { readonly sha256: string; readonly report: ConformanceReport } | null;
  readonly comparison: { readonly sha256: string; readonly report: ComparisonReport } | null;
}

/**
 * Decides whether the reports carry a signature.
 *
 * @returns The digests that the approval names. Refusals, in this order: conformance_missing (live), conformance_invalid,
 *   conformance_differs, conformance_quick, conformance_failed, conformance_incomplete, conformance_unproven (live),
 *   conformance_stale;
 *   evidence_missing (live), evidence_invalid, evidence_differs, evidence_stale.
 */
export function checkReports(subject: ReportSubject, files: ReportFiles): Result<CheckedReports> {
  const { conformance, comparison } = lookAtReports(subject, files);
  const refusal = conformance.refusal ?? comparison.refusal;
  if (refusal !== null) return { ok: false, refusal };
  return ok({ conformance: namedBy(conformance), comparison: namedBy(comparison) });
}

function namedBy<Report>({ sha256, report, ignored }: ReportLook<Report>) {
  return sha256 === null || report === null || ignored !== null ? null : { sha256, report };
}

/** As `checkReports`, for a screen that shows what there is even when it is refused. */
export function lookAtReports(subject: ReportSubject, files: ReportFiles): ReportsLook {
  return {
    conformance: lookAtConformance(subject, files.conformance),
    comparison: lookAtComparison(subject, files.comparison),
  };
}

function lookAtConformance(
  subject: ReportSubject,
  bytes: Uint8Array | null,
): ReportLook<ConformanceReport> {
  const hint = `npx --no sdk check ${subject.id}`;
  if (bytes === null) {
    const message = `${subject.slot} is live, and there is no conformance report of these parameters`;
    return absent(isLive(subject) ? refuse("conformance_missing", message, { hint }) : null);
  }
  const read = readReport(bytes, conformanceReport, "conformance report");
  if (typeof read === "string") return unread(bytes, refuse("conformance_invalid", read, { hint }));
  return looked(bytes, read, objectionToConformance(subject, read));
}

function objectionToConformance(subject: ReportSubject, report: ConformanceReport): Refused | null {
  const { plugin } = report;
  if (plugin === null) return refuse("conformance_differs", "the report is of a bare script");
  const differing = firstDifference(subject, { ...plugin, ...report });
  if (differing !== null) return refuse("conformance_differs", `the report's ${differing}`);
  if (report.quick) return refuse("conformance_quick", "the report is of a quick look");
  const failed = report.findings.filter(({ verdict }) => verdict === "fail").map((f) => f.rule);
  if (failed.length > 0 || !report.accepted) {
    const named = failed.length > 0 ? [...new Set(failed)].join(", ") : "the suite as a whole";
    return refuse("conformance_failed", `${named} failed`, { detail: { failed: failed.length } });
  }
  const lacks = missingOf(report);
  if (lacks !== null) {
    const hint = `npx --no sdk check ${subject.id}`;
    return refuse("conformance_incomplete", `the report ${lacks}`, { hint });
  }
  const unproven = report.findings.find(({ verdict }) => verdict === "unproven");
  if (unproven !== undefined && isLive(subject)) {
    const message = `${subject.slot} is live, and ${unproven.rule} is unproven: ${unproven.message}`;
    return refuse("conformance_unproven", message.slice(0, 400));
  }
  return staleness("conformance_stale", report.createdAt, subject.nowMs);
}

function lookAtComparison(
  subject: ReportSubject,
  bytes: Uint8Array | null,
): ReportLook<ComparisonReport> {
  const hint = `npx --no sdk compare ${subject.id} --slot ${subject.slot}`;
  if (bytes === null) {
    const message = `${subject.slot} is live, and there is no comparison with what is active`;
    return absent(isLive(subject) ? refuse("evidence_missing", message, { hint }) : null);
  }
  const read = readReport(bytes, comparisonReport, "comparison");
  if (typeof read === "string") return unread(bytes, refuse("evidence_invalid", read, { hint }));
  const differing = firstDifference(subject, { ...read.candidate, engine: read.engine });
  if (differing !== null) {
    return looked(bytes, read, refuse("evidence_differs", `the comparison's ${differing}`));
  }
  const elsewhere = otherPlace(subject, read);
  if (elsewhere !== null && !isLive(subject)) {
    return { ...looked(bytes, read, null), ignored: elsewhere };
  }
  const objection =
    elsewhere === null
      ? staleness("evidence_stale", read.createdAt, subject.nowMs)
      : refuse("evidence_differs", elsewhere, { hint });
  return looked(bytes, read, objection);
}

/** Evidence counts for one slot and for one predecessor. */
function otherPlace(subject: ReportSubject, report: ComparisonReport): string | null {
  if (report.slot !== subject.slot) {
    return `the comparison is for ${report.slot ?? "no slot"}, not ${subject.slot}`;
  }
  const pairs = subject.instruments.map((each) => each.replace(/\.spot$/, ""));
  if (report.timeframe !== subject.timeframe || !pairs.includes(report.pair)) {
    return `the comparison is of ${report.pair} ${report.timeframe}, not ${pairs.join(" ")} ${subject.timeframe}`;
  }
  const compared = report.against?.approvalSha256 ?? null;
  if (compared === subject.activeApproval) return null;
  return `the comparison is against ${compared ?? "nothing"}, active is ${subject.activeApproval ?? "nothing"}`;
}

interface Bound {
  readonly id: string;
  readonly version: number;
  readonly bundleSha256: string;
  readonly sourceSha256: string;
  readonly manifestSha256: string;
  readonly params: Params;
  readonly paramsSha256: string;
  readonly engine: Engine;
}

const BINDINGS = ["id", "version", "bundleSha256", "sourceSha256", "manifestSha256"] as const;
const ENGINE_PARTS = ["node", "v8", "arch", "isolatedVm", "preludeSha256"] as const;

/** `bundleSha256 is …, not …`; null when the report is about exactly this. */
function firstDifference(subject: ReportSubject, bound: Bound): string | null {
  for (const name of BINDINGS) {
    if (bound[name] !== subject[name]) return `${name} is ${bound[name]}, not ${subject[name]}`;
  }
  const params = paramsDigest(subject.params);
  if (paramsDigest(bound.params) !== params || bound.paramsSha256 !== params) {
    return `params are ${bound.paramsSha256}, not ${params}`;
  }
  for (const part of ENGINE_PARTS) {
    // On paper a report from another processor is good enough; for live the last bit counts (decision B5).
    if (part === "arch" && !isLive(subject)) continue;
    if (bound.engine[part] !== subject.engine[part]) {
      return `engine ${part} is ${bound.engine[part]}, not ${subject.engine[part]}`;
    }
  }
  return null;
}

function staleness(
  code: "conformance_stale" | "evidence_stale",
  createdAt: string,
  nowMs: number,
): Refused | null {
  const ageMs = nowMs - instantMs(createdAt);
  if (ageMs < -CLOCK_AHEAD_MS_MAX) {
    return refuse(code, `the report is of ${createdAt}, which is still to come`);
  }
  if (ageMs <= REPORT_AGE_DAYS_MAX * DAY_MS) return null;
  const days = Math.floor(ageMs / DAY_MS);
  return refuse(code, `the report is ${days} days old, over ${REPORT_AGE_DAYS_MAX}`, {
    detail: { days, limit: REPORT_AGE_DAYS_MAX },
  });
}

function isLive({ slot }: ReportSubject): boolean {
  return environmentOf(slot) === "live";
}

function absent(refused: Refused | null): ReportLook<never> {
  return { sha256: null, report: null, refusal: refused?.refusal ?? null, ignored: null };
}

function unread(bytes: Uint8Array, refused: Refused): ReportLook<never> {
  return { sha256: sha256Hex(bytes), report: null, refusal: refused.refusal, ignored: null };
}

function looked<Report>(
  bytes: Uint8Array,
  report: Report,
  refused: Refused | null,
): ReportLook<Report> {
  return { sha256: sha256Hex(bytes), report, refusal: refused?.refusal ?? null, ignored: null };
}

/** @returns The report, or a sentence. */
function readReport<T extends object>(
  bytes: Uint8Array,
  schema: z.ZodType<T>,
  noun: string,
): T | string {
  if (bytes.length > REPORT_BYTES_MAX) {
    return `${noun} had ${bytes.length} bytes, over ${REPORT_BYTES_MAX}`;
  }
  const text = utf8Text(bytes);
  if (text === null) return `${noun} was not UTF-8 text`;
  const parsed = parseJsonStrict(text);
  if (!parsed.ok) return `${noun}: ${parsed.refusal.message}`;
  const shaped = schema.safeParse(parsed.value);
  return shaped.success ? shaped.data : `${noun}: ${firstIssue(shaped.error)}`;
}
