/** Question 4: do the reports that an approval names exist, say yes, and speak of exactly what is approved? */
import type { Approval, Engine } from "../../contract/approval.ts";
import { comparisonReport, type ComparisonReport } from "../../contract/comparison.ts";
import { conformanceReport, type ConformanceReport } from "../../contract/conformance.ts";
import { CONFORMANCE_RULES } from "../../contract/conformance-rules.ts";
import type { Params } from "../../contract/manifest.ts";
import type { RefusalCode } from "../../contract/codes.ts";
import { canonicalJson, parseJsonStrict } from "../../kernel/canonical-json.ts";
import { sha256Hex } from "../../kernel/digest.ts";
import { assert, ok, refuse, type Refused, type Result } from "../../kernel/result.ts";
import type { z } from "zod";
import { firstIssue, utf8Text } from "../dsse.ts";
import { mainMember } from "./contents.ts";

/** 500 differing decisions of 400 characters each, and everything else. */
export const REPORT_BYTES_MAX = 1_048_576;

/** Reads `reports/<sha256>.json` beside the approval; null when there is none. */
export type ReportReader = (sha256: string) => Result<Uint8Array | null>;

export interface Reports {
  readonly conformance: ConformanceReport | null;
  readonly evidence: ComparisonReport | null;
}

/**
 * Verifies the reports that an approval names. One that it does not name is null: legal for paper only.
 *
 * @returns Refusals: conformance_missing, comparison_missing; report_invalid (another file than was signed, or none of
 *   ours); conformance_failed (not accepted, a quick look, unproven for live); conformance_incomplete; conformance_differs,
 *   comparison_differs.
 */
export function verifyReports(approval: Approval, read: ReportReader): Result<Reports> {
  const conformance = namedReport(
    { what: "conformance report", missing: "conformance_missing", schema: conformanceReport },
    mainMember(approval).conformanceSha256,
    read,
  );
  if (!conformance.ok) return conformance;
  const refused = conformance.value === null ? null : objectionTo(approval, conformance.value);
  if (refused !== null) return refused;
  const evidence = namedReport(
    { what: "evidence report", missing: "comparison_missing", schema: comparisonReport },
    approval.evidenceSha256,
    read,
  );
  if (!evidence.ok) return evidence;
  const foreign = evidence.value === null ? null : differsFrom(approval, evidence.value);
  return foreign ?? ok({ conformance: conformance.value, evidence: evidence.value });
}

interface ReportKind<T> {
  readonly what: string;
  readonly missing: RefusalCode;
  readonly schema: z.ZodType<T>;
}

function namedReport<T>(
  { what, missing, schema }: ReportKind<T>,
  sha256: string | null,
  read: ReportReader,
): Result<T | null> {
  if (sha256 === null) return ok(null);
  const bytes = read(sha256);
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return refuse(missing, `${what} ${sha256} is not there`);
  const found = sha256Hex(bytes.value);
  if (found !== sha256)
    return refuse("report_invalid", `${what} was ${found}, signed was ${sha256}`);
  const text = utf8Text(bytes.value);
  const parsed = text === null ? null : parseJsonStrict(text);
  if (parsed === null || !parsed.ok) return refuse("report_invalid", `${what} was not JSON text`);
  const shaped = schema.safeParse(parsed.value);
  return shaped.success
    ? ok(shaped.data)
    : refuse("report_invalid", `${what}: ${firstIssue(shaped.error)}`);
}

function objectionTo(approval: Approval, report: ConformanceReport): Refused | null {
  const unlike = conformanceDifference(approval, report);
  if (unlike !== null) return refuse("conformance_differs", `conformance report: ${unlike}`);
  if (report.quick) return refuse("conformance_failed", "conformance report is of a quick look");
  const failed = report.findings.find(({ verdict }) => verdict === "fail");
  if (failed !== undefined || !report.accepted) {
    const what = failed === undefined ? "it was not accepted" : `${failed.rule}: ${failed.message}`;
    return refuse("conformance_failed", `conformance report says no: ${what}`.slice(0, 400));
  }
  const lacks = missingOf(report);
  if (lacks !== null) return refuse("conformance_incomplete", `conformance report ${lacks}`);
  // Decision D3: what nothing proved is good enough for paper money only.
  const unproven = report.findings.find(({ verdict }) => verdict === "unproven");
  return unproven === undefined || approval.environment === "paper"
    ? null
    : refuse("conformance_failed", `conformance report does not prove ${unproven.rule} for live`);
}

/** What a whole certificate of its suite says and this one does not; null: nothing is left out. */
export function missingOf({ suite, findings }: ConformanceReport): string | null {
  const rules = CONFORMANCE_RULES[suite];
  if (rules === undefined) return `is of suite ${suite}, which is not known here`;
  const spoken = new Set(findings.map(({ rule }) => rule));
  const missing = rules.filter((rule) => !spoken.has(rule));
  return missing.length === 0 ? null : `says nothing of ${missing.join(", ")}`;
}

function conformanceDifference(approval: Approval, report: ConformanceReport): string | null {
  const { plugin } = report;
  if (plugin === null) return "it is of a bare script, which nobody can approve";
  return (
    memberDifference(approval, { ...plugin, ...report }) ??
    engineDifference(approval, report.engine)
  );
}

function differsFrom(approval: Approval, report: ComparisonReport): Refused | null {
  const { slot, pair, timeframe } = report;
  const unlike =
    (slot !== null && slot !== approval.slot ? `it is for slot ${slot}` : null) ??
    (timeframe === approval.timeframe ? null : `it is of ${timeframe} bars`) ??
    (approval.instruments.some((id) => id.split(".")[0] === pair) ? null : `it is of ${pair}`) ??
    memberDifference(approval, report.candidate) ??
    engineDifference(approval, report.engine);
  return unlike === null ? null : refuse("comparison_differs", `evidence report: ${unlike}`);
}

interface Subject {
  readonly id: string;
  readonly version: number;
  readonly bundleSha256: string;
  readonly sourceSha256: string;
  readonly manifestSha256: string;
  readonly params: Params;
  readonly paramsSha256: string;
}

function memberDifference(approval: Approval, subject: Subject): string | null {
  const member = mainMember(approval);
  for (const part of ["id", "version", "bundleSha256", "sourceSha256", "manifestSha256"] as const) {
    if (member[part] !== subject[part]) return `${part} is ${subject[part]}, not ${member[part]}`;
  }
  const signed = paramsText(member.params);
  return signed === paramsText(subject.params) && sha256Hex(signed) === subject.paramsSha256
    ? null
    : "it is of other parameters";
}

function paramsText(params: Params): string {
  const plain = parseJsonStrict(JSON.stringify(params));
  assert(plain.ok, "parameters are plain JSON data");
  return canonicalJson(plain.value);
}

/** On paper a report from another processor is good enough; for live the last bit counts (decision B5). */
function engineDifference({ engine, environment }: Approval, made: Engine): string | null {
  for (const part of ["node", "v8", "isolatedVm", "preludeSha256", "arch"] as const) {
    if (part === "arch" && environment === "paper") continue;
    if (engine[part] !== made[part])
      return `engine's ${part} is ${made[part]}, not ${engine[part]}`;
  }
  return null;
}
