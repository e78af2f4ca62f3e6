import { describe, expect, it } from "vitest";
import type { Approval } from "#host/contract/approval.ts";
import { comparisonReport, type ComparisonReport } from "#host/contract/comparison.ts";
import { conformanceReport, type ConformanceReport } from "#host/contract/conformance.ts";
import { verifyReports } from "#host/trust/approval/reports.ts";
import { allRules } from "#test/kit/reports.ts";
import { anApproval, canonicalText, ENGINE, sha256, utf8 } from "#test/kit/signer.ts";

const base = anApproval();
const [member] = base.members;
if (member === undefined) throw new Error("an approval has a member");
const { id, version, bundleSha256, sourceSha256, manifestSha256, params } = member;
const paramsSha256 = sha256(canonicalText(params));
const AT = "2026-11-20T12:00:00.000Z";

const conformance = (change: Partial<ConformanceReport> = {}): ConformanceReport =>
  conformanceReport.parse({
    schema: "conformance/1",
    createdAt: AT,
    suite: 2,
    quick: false,
    accepted: true,
    plugin: { id, version, kind: "strategy", module: "js", sourceSha256, manifestSha256 },
    bundleSha256,
    params,
    paramsSha256,
    engine: ENGINE,
    data: [{ name: "market", sha256: sha256("market"), bars: 100 }],
    answersSha256: sha256("answers"),
    findings: allRules(),
    ...change,
  });
const RESULT = {
  trades: 0,
  wins: 0,
  netPct: 0,
  feesPct: 0,
  fundingPct: 0,
  maxDrawdownPct: 0,
  profitFactor: null,
  exposure: 0,
};
const evidence = (change: Partial<ComparisonReport> = {}): ComparisonReport =>
  comparisonReport.parse({
    schema: "comparison/1",
    createdAt: AT,
    candidate: { id, version, bundleSha256, sourceSha256, manifestSha256, params, paramsSha256 },
    against: null,
    slot: base.slot,
    pair: "BTCUSDT",
    timeframe: "5m",
    engine: ENGINE,
    data: { name: "market", sha256: sha256("market"), bars: 100, fromMs: 0, toMs: 1 },
    costs: { takerFeeBps: 5, makerFeeBps: 2, slippageBps: 1, complete: true },
    results: { candidate: RESULT, against: null },
    decisions: { fromMs: 0, toMs: 1, evaluated: 1, differing: 0, listed: [] },
    ...change,
  });

interface Case {
  readonly conformance?: unknown;
  readonly evidence?: unknown;
  readonly approval?: Partial<Approval>;
  /** The files are there under their names, and hold this. */
  readonly spoiled?: string;
  readonly gone?: "conformance" | "evidence";
}
function codeOf({
  conformance: first = conformance(),
  evidence: second = evidence(),
  ...so
}: Case): string {
  const texts = { conformance: JSON.stringify(first), evidence: JSON.stringify(second) };
  const files = new Map<string, string>();
  for (const [name, text] of Object.entries(texts)) {
    if (name !== so.gone) files.set(sha256(text), so.spoiled ?? text);
  }
  const approval: Approval = {
    ...base,
    ...so.approval,
    members: base.members.map((each) => ({
      ...each,
      conformanceSha256: sha256(texts.conformance),
    })),
    evidenceSha256: sha256(texts.evidence),
  };
  const read = verifyReports(approval, (digest) => {
    const text = files.get(digest);
    return { ok: true, value: text === undefined ? null : utf8(text) };
  });
  return read.ok ? "" : read.refusal.code;
}
const live = { environment: "live", slot: "live.main.BTCUSDT" } as const;
const finding = (verdict: "fail" | "unproven" | "report") => ({
  findings: allRules({ rule: "liveness", verdict, message: "never signalled", remedy: "look" }),
});
const plugin = conformance().plugin;

describe("reports that an approval names", () => {
  it.for<[string, Case, string]>([
    ["both, whole", {}, ""],
    ["both, for live", { approval: live, evidence: evidence({ slot: null }) }, ""],
    ["no conformance file", { gone: "conformance" }, "conformance_missing"],
    ["no evidence file", { gone: "evidence" }, "comparison_missing"],
    ["another file under the name", { spoiled: "{}" }, "report_invalid"],
    ["no JSON", { conformance: undefined, spoiled: "x" }, "report_invalid"],
    ["another shape", { conformance: { schema: "conformance/1" } }, "report_invalid"],
    ["an evidence report as conformance", { conformance: evidence() }, "report_invalid"],
    ["a quick look", { conformance: conformance({ quick: true }) }, "conformance_failed"],
    ["not accepted", { conformance: conformance({ accepted: false }) }, "conformance_failed"],
    [
      "accepted, and a finding that fails",
      { conformance: conformance(finding("fail")) },
      "conformance_failed",
    ],
    [
      "without look-ahead and determinism",
      {
        conformance: conformance({
          findings: allRules().filter(({ rule }) => !/^(?:look-ahead|determinism)$/.test(rule)),
        }),
      },
      "conformance_incomplete",
    ],
    [
      "cut down to what was proved, live",
      {
        approval: live,
        conformance: conformance({ findings: allRules().slice(0, 3) }),
        evidence: evidence({ slot: null }),
      },
      "conformance_incomplete",
    ],
    ["of suite 99", { conformance: conformance({ suite: 99 }) }, "conformance_incomplete"],
    ["of suite 1, whole", { conformance: conformance({ suite: 1 }) }, "conformance_incomplete"],
    ["unproven, on paper", { conformance: conformance(finding("unproven")) }, ""],
    [
      "unproven, live",
      {
        approval: live,
        conformance: conformance(finding("unproven")),
        evidence: evidence({ slot: null }),
      },
      "conformance_failed",
    ],
    [
      "a report for the reader, live",
      {
        approval: live,
        conformance: conformance(finding("report")),
        evidence: evidence({ slot: null }),
      },
      "",
    ],
    ["of a bare script", { conformance: conformance({ plugin: null }) }, "conformance_differs"],
    [
      "of another bundle",
      { conformance: conformance({ bundleSha256: sha256("x") }) },
      "conformance_differs",
    ],
    [
      "of another source",
      { conformance: conformance({ plugin: plugin && { ...plugin, sourceSha256: sha256("x") } }) },
      "conformance_differs",
    ],
    [
      "of another version",
      { conformance: conformance({ plugin: plugin && { ...plugin, version: 9 } }) },
      "conformance_differs",
    ],
    [
      "of other parameters",
      { conformance: conformance({ params: { fast: 9, slow: 21 } }) },
      "conformance_differs",
    ],
    [
      "of parameters under another digest",
      { conformance: conformance({ paramsSha256: sha256("x") }) },
      "conformance_differs",
    ],
    [
      "of another V8",
      { conformance: conformance({ engine: { ...ENGINE, v8: "1" } }) },
      "conformance_differs",
    ],
    [
      "of another prelude",
      { conformance: conformance({ engine: { ...ENGINE, preludeSha256: sha256("x") } }) },
      "conformance_differs",
    ],
    [
      "of another processor, on paper",
      { conformance: conformance({ engine: { ...ENGINE, arch: "arm64" } }) },
      "",
    ],
    [
      "of another processor, live",
      { approval: live, conformance: conformance({ engine: { ...ENGINE, arch: "arm64" } }) },
      "conformance_differs",
    ],
    [
      "evidence for another slot",
      { evidence: evidence({ slot: "paper.main.ETHUSDT" }) },
      "comparison_differs",
    ],
    ["evidence of another pair", { evidence: evidence({ pair: "ETHUSDT" }) }, "comparison_differs"],
    [
      "evidence of another timeframe",
      { evidence: evidence({ timeframe: "1h" }) },
      "comparison_differs",
    ],
    [
      "evidence of another bundle",
      { evidence: evidence({ candidate: { ...evidence().candidate, bundleSha256: sha256("x") } }) },
      "comparison_differs",
    ],
    [
      "evidence of another engine",
      { evidence: evidence({ engine: { ...ENGINE, node: "26.9.0" } }) },
      "comparison_differs",
    ],
  ])("%s", ([, so, code]) => {
    expect(codeOf(so)).toBe(code);
  });

  it("that names none is legal: its own shape says for which environment", () => {
    expect(verifyReports(base, () => ({ ok: true, value: null }))).toEqual({
      ok: true,
      value: { conformance: null, evidence: null },
    });
  });
});
