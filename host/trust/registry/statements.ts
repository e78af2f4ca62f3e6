/** Where in `signed/` lies what stands beside approvals: revocations, risk policies, resets of time, reports. */
import { ENVELOPE_BYTES_MAX } from "../../contract/envelope.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { REPORT_BYTES_MAX, type ReportReader } from "../approval/reports.ts";
import type { SignedFiles } from "./signed-files.ts";

export const REVOCATIONS_PATH = "revocations.json";
export const RISK_FOLDER = "risk";

export function riskPath(version: number): string {
  return `${RISK_FOLDER}/${version}.json`;
}

export function timeResetPath(account: string): string {
  return `time-reset/${account}.json`;
}

/** A report's name is the digest of its bytes, so that two of them never collide and none can be exchanged. */
export function reportPath(
  { id, version }: { readonly id: string; readonly version: number },
  sha256: string,
): string {
  return `${id}/${version}/reports/${sha256}.json`;
}

/** The envelope at a path; null when there is none. Refusals: file_not_regular, file_too_large. */
export function readStatement(files: SignedFiles, path: string): Result<Uint8Array | null> {
  return files.read(path, ENVELOPE_BYTES_MAX);
}

export function reportReader(
  files: SignedFiles,
  place: { readonly id: string; readonly version: number },
): ReportReader {
  return (sha256) => files.read(reportPath(place, sha256), REPORT_BYTES_MAX);
}

/** Versions that have a file in `signed/risk/`, rising. Other names are left out: nothing can refer to them. */
export function riskVersions(files: SignedFiles): Result<readonly number[]> {
  const entries = files.list(RISK_FOLDER);
  if (!entries.ok) return entries;
  const versions = entries.value
    .flatMap(({ name }) => /^([1-9]\d{0,8})\.json$/.exec(name)?.[1] ?? [])
    .map(Number);
  return ok(versions.toSorted((a, b) => a - b));
}
