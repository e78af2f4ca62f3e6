/** Which slots a revocation stops, as far as this machine's `signed/` says. */
import type { Revocation } from "#host/contract/revocations.ts";
import { ok, type Result } from "#host/kernel/result.ts";
import { mainMember } from "#host/trust/approval/contents.ts";
import { openEnvelope } from "#host/trust/dsse.ts";
import { readApprovalFile } from "#host/trust/registry/folder.ts";
import { readPointer } from "#host/trust/registry/pointer.ts";
import { surveyApprovals, type Surveyed } from "#host/trust/registry/survey.ts";
import type { TrustHere } from "../trust-here.ts";

export interface Affected {
  readonly slot: string;
  readonly place: "active" | "next";
  readonly plugin: string;
  readonly slotVersion: number;
}

/** @returns By slot. Refusals: those of reading signed/. */
export function affectedBy(
  trust: TrustHere,
  entry: Pick<Revocation, "kind" | "sha256">,
): Result<readonly Affected[]> {
  const survey = surveyApprovals(trust.signed, trust.ever);
  if (!survey.ok) return survey;
  const found: Affected[] = [];
  for (const row of survey.value) {
    const { approval } = row;
    if (approval === null || !concerns(trust, row, entry)) continue;
    // What was adopted is still what next/ names, until something else is signed.
    const place = (["active", "next"] as const).find((each) => {
      const pointer = readPointer(trust.signed, each, approval.slot);
      return pointer.ok && pointer.value?.approval === row.place.approval;
    });
    if (place === undefined) continue;
    const { slot, slotVersion } = approval;
    const plugin = `${row.place.id} version ${row.place.version}`;
    found.push({ slot, place, plugin, slotVersion });
  }
  return ok(found.toSorted((a, b) => (a.slot < b.slot ? -1 : 1)));
}

function concerns(
  trust: TrustHere,
  { approval, place }: Surveyed,
  { kind, sha256 }: Pick<Revocation, "kind" | "sha256">,
): boolean {
  if (approval === null) return false;
  switch (kind) {
    case "approval":
      return place.approval === sha256;
    case "bundle":
      return mainMember(approval).bundleSha256 === sha256;
    case "key": {
      const bytes = readApprovalFile(trust.signed, place);
      const opened = bytes.ok ? openEnvelope(bytes.value) : bytes;
      return opened.ok && opened.value.signatures.some(({ keyid }) => keyid === sha256);
    }
  }
}

export function renderAffected(
  { kind, reason }: Pick<Revocation, "kind" | "reason">,
  affected: readonly Affected[],
): string {
  const rows = affected.map(({ slot, place, plugin, slotVersion }) => {
    const what = place === "active" ? "entries stop at the next bar" : "will not be adopted";
    return `  ${slot}: ${plugin}, slot version ${slotVersion}: ${what}`;
  });
  if (rows.length === 0) rows.push("  no slot that this machine knows points at it");
  rows.push("  positions keep their native take-profit and stop-loss");
  if (reason === "compromised") rows.push("  its exit signal is not asked any more");
  if (kind === "key") {
    rows.push("  it signs no approval and no risk policy any more; sign root rotate replaces it");
  }
  return rows.join("\n");
}
