/** A report for people and for programs. */
import type { ConformanceReport } from "#host/contract/conformance.ts";
import type { Finding } from "#host/contract/finding.ts";
import { printable } from "#host/terminal/escape.ts";
import { renderFindings } from "../build/finding-table.ts";
import { dataDigest } from "./certificate.ts";

/**
 * The document of `--json`. Every finding has every key: `file`, `line`, `used` and `allowed` are null where there is
 * none; so are the digests of what was not built, and `source` and `manifest` of a bare script.
 */
export function checkDocument(
  accepted: boolean,
  stage: "build" | "conformance",
  findings: readonly Finding[],
  report: ConformanceReport | null,
): Readonly<Record<string, unknown>> {
  return { accepted, stage, findings: findings.map(withEveryKey), digests: digestsOf(report) };
}

function withEveryKey(finding: Finding): Readonly<Record<string, unknown>> {
  const { rule, verdict, message, remedy } = finding;
  const { file = null, line = null, used = null, allowed = null } = finding;
  return { rule, verdict, file, line, message, remedy, used, allowed };
}

function digestsOf(report: ConformanceReport | null): Readonly<Record<string, string | null>> {
  if (report === null) return { ...NO_DIGESTS };
  const { plugin } = report;
  return {
    bundle: report.bundleSha256,
    source: plugin?.sourceSha256 ?? null,
    manifest: plugin?.manifestSha256 ?? null,
    params: report.paramsSha256,
    prelude: report.engine.preludeSha256,
    data: dataDigest(report),
    answers: report.answersSha256,
  };
}

const NO_DIGESTS = {
  bundle: null,
  source: null,
  manifest: null,
  params: null,
  prelude: null,
  data: null,
  answers: null,
} as const;

export interface CheckTitle {
  readonly name: string;
  readonly report: ConformanceReport;
  readonly seconds: number;
  /** Of the certificate, relative to the workspace. */
  readonly path: string;
}

/** The table with its margins, then the verdict and where it is written. */
export function renderCheck({ name, report, seconds, path }: CheckTitle): string {
  const count = (verdict: Finding["verdict"]): number =>
    report.findings.filter((each) => each.verdict === verdict).length;
  const bars = report.data.reduce((sum, each) => sum + each.bars, 0);
  const counts = (["pass", "fail", "unproven", "report"] as const)
    .filter((verdict) => count(verdict) > 0)
    .map((verdict) => `${count(verdict)} ${verdict}`)
    .join(", ");
  const title = `${printable(name)}: ${report.accepted ? "accepted" : "refused"}`;
  const look = report.quick ? " (a quick look: no certificate)" : "";
  return [
    renderFindings(report.findings),
    "",
    `${title}${look}: ${counts}; ${bars} bars of ${report.data.length} markets, ${seconds.toFixed(1)} s`,
    `bundle ${report.bundleSha256}`,
    `answers ${report.answersSha256}`,
    `wrote ${printable(path)}`,
  ].join("\n");
}
