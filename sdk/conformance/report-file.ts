/** Where a report is kept: beside the candidate that it is about, or by the bundle's digest for a bare script. */
import { join } from "node:path";
import type { ConformanceReport } from "#host/contract/conformance.ts";
import { writeAtomic } from "#host/workspace/atomic-write.ts";
import type { Workspace } from "#host/workspace/paths.ts";

const DIGITS = 12;

/**
 * Path of a report's file. One file per bundle and parameter set; a quick look has its own name, which no signer takes.
 *
 * @param isDefault - Whether the parameters are the manifest's defaults.
 */
export function reportPath(
  workspace: Workspace,
  report: ConformanceReport,
  isDefault: boolean,
): string {
  const { plugin, bundleSha256, paramsSha256, quick } = report;
  const name = quick
    ? "conformance-quick.json"
    : isDefault
      ? "conformance.json"
      : `conformance-${paramsSha256.slice(0, DIGITS)}.json`;
  return plugin === null
    ? join(workspace.varDir, "conformance", bundleSha256.slice(0, DIGITS), name)
    : join(workspace.candidates, plugin.id, String(plugin.version), name);
}

/** Replaces the file. @throws Fault file_unwritable. */
export function writeReport(path: string, report: ConformanceReport): void {
  writeAtomic(path, `${JSON.stringify(report, null, 2)}\n`);
}
