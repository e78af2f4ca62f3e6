/** What governs a slot now: what a proposal is compared with. */
import type { Approval } from "#host/contract/approval.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import { verifyContents } from "#host/trust/approval/contents.ts";
import { readPluginFiles } from "#host/trust/registry/folder.ts";
import type { Link } from "#host/trust/registry/history.ts";
import { readPointer } from "#host/trust/registry/pointer.ts";
import type { SignedFiles } from "#host/trust/registry/signed-files.ts";
import { historyOf, surveyApprovals, type Surveyed } from "#host/trust/registry/survey.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import type { TrustHere } from "../trust-here.ts";
import type { ActiveSide } from "./review.ts";

export interface SlotNow {
  readonly active: ActiveSide | null;
  /** Of the newest signed approval before the one under review; null for a new slot. */
  readonly lastSlotVersion: number | null;
}

/** A statement that has a place in a slot's history. */
export interface Numbered {
  readonly slot: string;
  readonly slotVersion: number;
  /** Digest of its payload; null for a draft. */
  readonly approval: string | null;
}

/**
 * Finds what the host adopted; while it has adopted nothing, what was signed last.
 *
 * Expiry and revocation do not matter here: an expired strategy is still the one whose source a reader knows.
 *
 * @param reviewed - A statement that was adopted already is not its own predecessor.
 * @returns Refusals: those of reading signed/; approval_missing when active/ names what is not there; what is wrong
 *   with the approval or with its files.
 */
export function slotNow({ signed, ever }: TrustHere, reviewed: Numbered): Result<SlotNow> {
  const { slot } = reviewed;
  const survey = surveyApprovals(signed, ever);
  if (!survey.ok) return survey;
  const history = historyOf(survey.value, slot);
  if (!history.ok) return history;
  const last = history.value.findLast(({ slotVersion }) => slotVersion < reviewed.slotVersion);
  const pointer = readPointer(signed, "active", slot);
  if (!pointer.ok) return pointer;
  const { named, standing } = governing(pointer.value?.approval ?? null, last ?? null, reviewed);
  const lastSlotVersion = last?.slotVersion ?? null;
  if (named === null) return ok({ active: null, lastSlotVersion });
  const side = sideOf(signed, survey.value, slot, named);
  return side.ok ? ok({ active: { ...side.value, standing }, lastSlotVersion }) : side;
}

function governing(
  adopted: string | null,
  last: Link | null,
  reviewed: Numbered,
): { readonly named: string | null; readonly standing: ActiveSide["standing"] } {
  const standing = adopted === null ? "next" : "active";
  const isPast = adopted !== null && adopted !== reviewed.approval;
  return { named: isPast ? adopted : (last?.approval ?? null), standing };
}

function sideOf(
  signed: SignedFiles,
  survey: readonly Surveyed[],
  slot: string,
  named: string,
): Result<Omit<ActiveSide, "standing">> {
  const row = survey.find(({ place }) => place.approval === named);
  if (row === undefined) {
    return refuse("approval_missing", `approval ${named} of ${slot} is not in signed/`);
  }
  if (typeof row.standing === "object") return { ok: false, refusal: row.standing.refusal };
  const { approval, place } = row;
  if (approval === null || approval.slot !== slot) {
    return refuse("slot_differs", `approval ${named} is not for ${slot}`);
  }
  return withSource(signed, approval, place);
}

function withSource(
  signed: SignedFiles,
  approval: Approval,
  { id, version, approval: approvalSha256 }: Surveyed["place"],
): Result<Omit<ActiveSide, "standing">> {
  const files = readPluginFiles(signed, id, version);
  if (!files.ok) return files;
  const contents = verifyContents(approval, files.value, readManifest);
  return contents.ok ? ok({ approval, approvalSha256, source: files.value.source }) : contents;
}
