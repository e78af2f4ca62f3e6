/** The report files that an approval names: read from the candidate, checked, carried along. */
import type { Approval } from "#host/contract/approval.ts";
import type { Params } from "#host/contract/manifest.ts";
import { paramsOf } from "#host/kernel/params.ts";
import { COMPARISON_FILE_NAME, conformanceFileName } from "#host/kernel/report-name.ts";
import { ok, type Result } from "#host/kernel/result.ts";
import { mainMember } from "#host/trust/approval/contents.ts";
import { REPORT_BYTES_MAX } from "#host/trust/approval/reports.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";
import { slotNow } from "../review/active.ts";
import { checkReports, type ReportFiles } from "../review/reports.ts";
import type { TrustHere } from "../trust-here.ts";
import type { NamedReports } from "./draft.ts";
import type { PluginToSign } from "./plugin.ts";

export interface ReportsToSign {
  readonly named: NamedReports;
  /** By their digests. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads and checks the reports of a candidate for one slot.
 *
 * @param slot - Where it is to be signed.
 * @param draft - As it will be signed, but for what it names of reports.
 * @returns Refusals: file_not_regular, file_too_large, those of the slot's history and of `checkReports`.
 */
export function reportsToSign(
  trust: TrustHere,
  plugin: PluginToSign,
  slot: string,
  draft: Approval,
): Result<ReportsToSign> {
  const { params } = mainMember(draft);
  const files = readReportFiles(plugin, params);
  if (!files.ok) return files;
  const { slotVersion, instruments, timeframe, engine } = draft;
  const now = slotNow(trust, { slot, slotVersion, approval: null });
  if (!now.ok) return now;
  const { manifest, bundleSha256, sourceSha256, manifestSha256 } = plugin;
  const { id, version } = manifest;
  const digests = { bundleSha256, sourceSha256, manifestSha256 };
  const activeApproval = now.value.active?.approvalSha256 ?? null;
  const { nowMs } = trust;
  const subject = { slot, id, version, ...digests, params, engine, instruments, timeframe };
  const checked = checkReports({ ...subject, activeApproval, nowMs }, files.value);
  if (!checked.ok) return checked;
  const { conformance, comparison } = checked.value;
  const found = [
    [conformance?.sha256, files.value.conformance],
    [comparison?.sha256, files.value.comparison],
  ] as const;
  const carried = found.flatMap(([sha256, bytes]) =>
    sha256 === undefined || bytes === null ? [] : [[sha256, bytes] as const],
  );
  return ok({
    named: {
      conformanceSha256: conformance?.sha256 ?? null,
      evidenceSha256: comparison?.sha256 ?? null,
    },
    files: new Map(carried),
  });
}

/** The files that `sdk check` and `sdk compare` left beside the candidate. Refusals: file_not_regular, file_too_large. */
export function readReportFiles(
  { manifest, candidate }: Pick<PluginToSign, "manifest" | "candidate">,
  params: Params,
): Result<ReportFiles> {
  const defaults = paramsOf(manifest.params, {});
  if (!defaults.ok) return defaults;
  const files = signedFilesIn(candidate);
  const conformance = files.read(conformanceFileName(params, defaults.value), REPORT_BYTES_MAX);
  if (!conformance.ok) return conformance;
  const comparison = files.read(COMPARISON_FILE_NAME, REPORT_BYTES_MAX);
  if (!comparison.ok) return comparison;
  return ok({ conformance: conformance.value, comparison: comparison.value });
}
