/** Where a report is kept: beside the candidate that it is about, or by the bundle's digest for a bare script. */
import { join } from "node:path";
import type { ConformanceReport } from "#host/contract/conformance.ts";
import type { Params } from "#host/contract/manifest.ts";
import { conformanceFileName } from "#host/kernel/report-name.ts";
import { writeAtomic } from "#host/workspace/atomic-write.ts";
import type { Workspace } from "#host/workspace/paths.ts";

/** Of a bare script's digest, in the name of its folder. */
const DIGITS = 12;

/**
 * Path of a report's file. One file per bundle and parameter set; a quick look has its own name, which no signer takes.
 *
 * @param defaults - Every parameter at the manifest's default.
 */
export function reportPath(
  workspace: Workspace,
  report: ConformanceReport,
  defaults: Params,
): string {
  const { plugin, bundleSha256, params, quick } = report;
  const name = quick ? "conformance-quick.json" : conformanceFileName(params, defaults);
  return plugin === null
    ? join(workspace.varDir, "conformance", bundleSha256.slice(0, DIGITS), name)
    : join(workspace.candidates, plugin.id, String(plugin.version), name);
}

/** Replaces the file. @throws Fault file_unwritable. */
export function writeReport(path: string, report: ConformanceReport): void {
  writeAtomic(path, `${JSON.stringify(report, null, 2)}\n`);
}
