/** What a run of the suite leaves behind: `conformance.json`, bound to everything that its answers depend on. */
import { arch, versions } from "node:process";
import { engine as engineShape, type Engine } from "#host/contract/approval.ts";
import { conformanceReport, type ConformanceReport } from "#host/contract/conformance.ts";
import type { Finding } from "#host/contract/finding.ts";
import { canonicalJson } from "#host/kernel/canonical-json.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { isoInstant } from "#host/kernel/instant.ts";
import { paramsDigest } from "#host/kernel/report-name.ts";
import { sourceDigest } from "#host/kernel/source-digest.ts";
import { readInstalled } from "#host/workspace/installed.ts";
import type { Recording } from "./lab.ts";
import type { Subject } from "./rule.ts";
import { SUITE_VERSION } from "./suite-version.ts";

/** The running engine in the words of an approval. Throws on a processor that no approval can name. */
export function engineHere(): Engine {
  return engineShape.parse({ node: versions.node, v8: versions.v8, arch, ...readInstalled() });
}

export interface Outcome {
  readonly subject: Subject;
  readonly recordings: readonly Recording[];
  readonly findings: readonly Finding[];
  readonly answersSha256: string;
  readonly nowMs: number;
}

export function certificateOf(outcome: Outcome): ConformanceReport {
  const { subject, recordings, findings, answersSha256, nowMs } = outcome;
  const { manifest, built, params, quick } = subject;
  const { files } = built.source;
  const manifestBytes = files.find(({ path }) => path === "manifest.toml")?.bytes ?? "";
  return conformanceReport.parse({
    schema: "conformance/1",
    createdAt: isoInstant(nowMs),
    suite: SUITE_VERSION,
    quick,
    accepted: isAccepted(findings),
    plugin:
      manifest === null
        ? null
        : {
            id: manifest.id,
            version: manifest.version,
            kind: manifest.kind,
            module: manifest.module,
            sourceSha256: sourceDigest(files),
            manifestSha256: sha256Hex(manifestBytes),
          },
    bundleSha256: sha256Hex(subject.plugin.bundle),
    params,
    paramsSha256: paramsDigest(params),
    engine: engineHere(),
    data: recordings.map((each) => ({
      name: each.name,
      sha256: each.sha256,
      bars: each.rows.length,
    })),
    answersSha256,
    findings: findings.map(fitted),
  });
}

/** What a report holds of a finding: names of files and messages may be longer, and a margin may not be a number. */
function fitted(finding: Finding): Finding {
  const { rule, verdict, file, line, message, remedy, used, allowed } = finding;
  return {
    rule,
    verdict,
    ...(file === undefined ? {} : { file: file.slice(-FILE_MAX) }),
    ...(line === undefined ? {} : { line }),
    message: message === "" ? "-" : message.slice(0, TEXT_MAX),
    remedy: remedy.slice(0, TEXT_MAX),
    ...(Number.isFinite(used) ? { used } : {}),
    ...(Number.isFinite(allowed) ? { allowed } : {}),
  };
}

const FILE_MAX = 256;
const TEXT_MAX = 2_000;

/** No rule failed. */
export function isAccepted(findings: readonly Finding[]): boolean {
  return findings.length > 0 && findings.every(({ verdict }) => verdict !== "fail");
}

/** One digest of all data, for programs that compare two runs. */
export function dataDigest({ data }: ConformanceReport): string {
  return sha256Hex(canonicalJson(data.map((each) => ({ ...each }))));
}
