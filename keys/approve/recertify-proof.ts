/** What shows that another engine gives the same answers: two reports of the suite, one from under each. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "#host/contract/approval.ts";
import { conformanceReport, type ConformanceReport } from "#host/contract/conformance.ts";
import { parseJsonStrict } from "#host/kernel/canonical-json.ts";
import { Fault, ok, refuse, type Result } from "#host/kernel/result.ts";
import { mainMember } from "#host/trust/approval/contents.ts";
import { REPORT_BYTES_MAX, verifyReports } from "#host/trust/approval/reports.ts";
import { utf8Text } from "#host/trust/dsse.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { engineHere } from "../engine.ts";
import type { SignPorts } from "../ports.ts";
import type { ReportFiles } from "../review/reports.ts";
import { readReportFiles } from "./reports.ts";
import type { SignedNow } from "./signed-now.ts";

/** The report that the standing approval names: what the new one must agree with. */
export function reportBefore({ approval, packed }: SignedNow): Result<ConformanceReport> {
  const reports = verifyReports(approval, (sha256) => ok(packed.reports.get(sha256) ?? null));
  if (!reports.ok) return reports;
  const { conformance } = reports.value;
  return conformance === null
    ? refuse(
        "recertify_differs",
        `what is signed for ${approval.slot} names no report to compare`,
        {
          hint: "sign approve it again for this engine",
        },
      )
    : ok(conformance);
}

export interface Proof {
  readonly engine: Engine;
  readonly files: ReportFiles;
}

/**
 * The candidate's own reports for the engine that is here, or the one of the named files that is about this plugin.
 *
 * @param named - From the command line; empty or `here` means this machine.
 * @returns Refusals: conformance_missing, conformance_invalid, those of reading.
 */
export function proofFor(
  ports: SignPorts,
  workspace: Workspace,
  { approval, packed }: SignedNow,
  named: readonly string[],
): Result<Proof> {
  const { id, version, bundleSha256, params } = mainMember(approval);
  const manifest = readManifest(utf8Text(packed.files.manifest) ?? "");
  if (!manifest.ok) return manifest;
  const candidate = join(workspace.candidates, id, String(version));
  const beside = readReportFiles({ manifest: manifest.value, candidate }, params);
  if (!beside.ok) return beside;
  if (named.length === 0 || named.includes("here")) {
    const engine = engineHere(ports);
    return engine.ok ? ok({ engine: engine.value, files: beside.value }) : engine;
  }
  const { comparison } = beside.value;
  for (const path of named) {
    const found = readNamed(path);
    if (!found.ok) return found;
    const { report, bytes } = found.value;
    if (report.bundleSha256 !== bundleSha256) continue;
    return ok({ engine: report.engine, files: { conformance: bytes, comparison } });
  }
  return noProof(approval.slot);
}

function readNamed(
  path: string,
): Result<{ readonly bytes: Uint8Array; readonly report: ConformanceReport }> {
  const bytes = readReport(path);
  if (!bytes.ok) return bytes;
  const report = reportIn(path, bytes.value);
  return report.ok ? ok({ bytes: bytes.value, report: report.value }) : report;
}

function readReport(path: string): Result<Uint8Array> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true || stats.size > REPORT_BYTES_MAX) {
    return refuse("conformance_missing", `${path} is not there, or is no report`);
  }
  try {
    return ok(readFileSync(path));
  } catch (error) {
    throw new Fault("file_unreadable", `${path} could not be read`, { cause: error });
  }
}

function reportIn(path: string, bytes: Uint8Array): Result<ConformanceReport> {
  const parsed = parseJsonStrict(utf8Text(bytes) ?? "");
  const shaped = parsed.ok ? conformanceReport.safeParse(parsed.value) : null;
  return shaped?.success === true
    ? ok(shaped.data)
    : refuse("conformance_invalid", `${path} is not a conformance report`);
}

export function noProof(slot: string): Result<never> {
  return refuse("conformance_missing", `${slot}: no conformance report under the new engine`, {
    hint: "npx --no sdk check PLUGIN makes one on the machine that has the engine",
  });
}
