/** From what was asked for to approvals that can be shown and signed: out of a plugin folder, or out of proposals. */
import type { Engine } from "#host/contract/approval.ts";
import { PAYLOAD_TYPES } from "#host/contract/envelope.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { instantMs } from "#host/kernel/instant.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import { verifyReports } from "#host/trust/approval/reports.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import type { ReadDraft } from "../proposal/file.ts";
import { approvalIn, reviewStatement } from "../review/prepare.ts";
import { mayBeSigned, type Review } from "../review/review.ts";
import { historyHere, type TrustHere } from "../trust-here.ts";
import { draftApproval, type Wish } from "./draft.ts";
import { unpack } from "./packed.ts";
import { pluginFolder, readPluginToSign } from "./plugin.ts";
import { reportsToSign } from "./reports.ts";
import { checked, placeOf, signableFrom, type Signable } from "./signable.ts";
import { isSignedAlready } from "./store.ts";

/** What a person sees, and what may be signed then. */
export interface Reviewed {
  readonly signable: Signable;
  readonly review: Review;
}

/**
 * Prepares a plugin folder for a slot.
 *
 * @returns Refusals: those of `readPluginToSign`, version_signed, those of the slot's history, of `draftApproval`,
 *   of the reports, and what speaks against signing.
 */
export function prepareApproval(
  workspace: Workspace,
  trust: TrustHere,
  engine: Engine,
  named: string,
  wish: Wish,
): Result<Reviewed> {
  const plugin = readPluginToSign(workspace, pluginFolder(workspace, named));
  if (!plugin.ok) return plugin;
  const { manifest, files, candidate } = plugin.value;
  const signed = isSignedAlready(workspace, manifest.id, manifest.version, files);
  if (!signed.ok) return signed;
  const history = historyHere(trust, wish.slot);
  if (!history.ok) return history;
  const last = history.value.at(-1) ?? null;
  // What was asked for is looked at before the reports: a wrong slot has none.
  const shape = { ...wish, slot: wish.slot.replace(/^live\./, "paper.") };
  const draft = draftApproval(shape, plugin.value, last, engine, trust.nowMs, NO_REPORTS);
  if (!draft.ok) return draft;
  const reports = reportsToSign(trust, plugin.value, wish.slot, draft.value);
  if (!reports.ok) return reports;
  const { named: digests } = reports.value;
  const approval = draftApproval(wish, plugin.value, last, engine, trust.nowMs, digests);
  if (!approval.ok) return approval;
  const packed = { files, reports: reports.value.files };
  const signable = signableFrom(workspace, trust, approval.value, packed, last);
  const from = `the plugin folder ${named} and its candidate ${candidate}`;
  return signable.ok ? reviewed(trust, signable.value, from) : signable;
}

const NO_REPORTS = { conformanceSha256: null, evidenceSha256: null };

/** Refusals: what speaks against signing. */
function reviewed(trust: TrustHere, signable: Signable, from: string): Result<Reviewed> {
  const { approval, draft, packed } = signable;
  const envelope = { payloadType: PAYLOAD_TYPES.approval, ...draft };
  const report = (sha256: string): Uint8Array | null => packed.reports.get(sha256) ?? null;
  const statement = { envelope, source: packed.files.source, report };
  const review = reviewStatement(trust, statement, approval, from, trust.nowMs);
  if (!review.ok) return review;
  const may = mayBeSigned(review.value);
  return may.ok ? ok({ signable, review: review.value }) : may;
}

/**
 * Reads an approval out of a proposal and asks everything again, from the bytes in the file.
 *
 * @returns Refusals: payload_not_canonical, payload_invalid, proposal_invalid, those of `verifyReports`, of `placeOf` and
 *   of `verifyContents`; approval_expired; what speaks against signing.
 */
export function prepareProposed(
  workspace: Workspace,
  trust: TrustHere,
  { draft, paths }: ReadDraft,
): Result<Reviewed> {
  const read = approvalIn({ envelope: { payloadType: PAYLOAD_TYPES.approval, ...draft } });
  if (!read.ok) return read;
  const approval = read.value;
  const packed = unpack(draft.files);
  if (!packed.ok) return packed;
  const { reports } = packed.value;
  const there = verifyReports(approval, (sha256) => ok(reports.get(sha256) ?? null));
  if (!there.ok) return there;
  if (trust.nowMs >= instantMs(approval.expires)) {
    return refuse("approval_expired", `the proposal ended at ${approval.expires}`);
  }
  const place = placeOf(trust, approval, sha256Hex(draft.payload));
  if (!place.ok) return place;
  const [path = null] = paths;
  const made = { approval, packed: packed.value, draft, path };
  const signable = checked(workspace, trust, made, place.value);
  return signable.ok ? reviewed(trust, signable.value, `the proposal ${path ?? ""}`) : signable;
}
