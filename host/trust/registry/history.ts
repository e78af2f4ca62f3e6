/**
 * A slot's history: approvals linked by digest, `previous` by `previous` (decision A2).
 *
 * An older approval may have expired and its key may be revoked since; it is believed because a younger one, whose
 * signatures hold, names its digest.
 */
import { approval as approvalSchema, type Approval } from "../../contract/approval.ts";
import { sha256Hex } from "../../kernel/digest.ts";
import { ok, refuse, type Refused, type Result } from "../../kernel/result.ts";
import { environmentOf, verifyAuthentic } from "../approval/authentic.ts";
import { verifySlot } from "../approval/in-force.ts";
import { openEnvelope, readPayload } from "../dsse.ts";
import type { SlotFloor } from "../floors.ts";
import type { Keyring } from "../keyring/keyring.ts";
import { listApprovals, readApprovalFile, type ApprovalPlace } from "./folder.ts";
import type { SignedFiles } from "./signed-files.ts";

/** One approval in a history. */
export interface Link {
  readonly approval: string;
  readonly slotVersion: number;
  readonly previous: string | null;
  readonly id: string;
  readonly version: number;
}

export function linkOf(sha256: string, approval: Approval): Link {
  const [member] = approval.members;
  return {
    approval: sha256,
    slotVersion: approval.slotVersion,
    previous: approval.previous,
    id: member?.id ?? "",
    version: member?.version ?? 0,
  };
}

/**
 * Walks from a pending approval back to the adopted one.
 *
 * @param newest - Authentic: its signatures have been checked.
 * @param adopted - Where the walk ends; null walks to slot version 1.
 * @returns The approvals between the two, oldest first: they are skipped. Refusals: history_incomplete when a link is
 *   missing or does not follow; version_equivocated when the history passes by the adopted one.
 */
export function skippedSince(
  files: SignedFiles,
  slot: string,
  newest: Link,
  adopted: SlotFloor | null,
): Result<readonly Link[]> {
  const places = listApprovals(files);
  if (!places.ok) return places;
  const byDigest = new Map(places.value.map((place) => [place.approval, place]));
  const base: Base = adopted ?? { slotVersion: 0, approval: null };
  const skipped: Link[] = [];
  let link = newest;
  while (link.previous !== base.approval) {
    if (link.previous === null) return passesBy(link, base);
    const older = readLink(files, slot, link, byDigest.get(link.previous));
    if (!older.ok) return older;
    skipped.push(older.value);
    link = older.value;
  }
  const expected = base.slotVersion + 1;
  return link.slotVersion === expected
    ? ok(skipped.toReversed())
    : refuse(
        "history_incomplete",
        `slot version ${link.slotVersion} follows ${base.slotVersion}, ${expected} comes next`,
      );
}

/** Where a walk ends: the adopted approval, or before slot version 1. */
interface Base {
  readonly slotVersion: number;
  readonly approval: string | null;
}

function passesBy(link: Link, base: Base): Refused {
  const from = `slot version ${link.slotVersion} follows ${link.previous ?? "nothing"}`;
  return base.approval === null
    ? refuse("history_incomplete", `${from}, and nothing leads to slot version 1`)
    : refuse("version_equivocated", `${from}, not the adopted ${base.approval}`);
}

/** Reads the predecessor of a link: believed because its digest is the one that the link names. */
function readLink(
  files: SignedFiles,
  slot: string,
  younger: Link,
  place: ApprovalPlace | undefined,
): Result<Link> {
  const expected = younger.slotVersion - 1;
  if (place === undefined) {
    return refuse(
      "history_incomplete",
      `slot version ${expected}, approval ${younger.previous}, is not in signed/`,
    );
  }
  const bytes = readApprovalFile(files, place);
  if (!bytes.ok) return bytes;
  const opened = openEnvelope(bytes.value);
  if (!opened.ok) return opened;
  const sha256 = sha256Hex(opened.value.payload);
  if (sha256 !== younger.previous) {
    return refuse(
      "approval_digest_differs",
      `approval was ${sha256}, the next one names ${younger.previous}`,
    );
  }
  const approval = readPayload(opened.value, approvalSchema, "approval");
  if (!approval.ok) return approval;
  const placed = verifySlot(approval.value, slot);
  if (!placed.ok) return placed;
  const link = linkOf(sha256, approval.value);
  return link.slotVersion === expected
    ? ok(link)
    : refuse(
        "history_incomplete",
        `slot version ${link.slotVersion} comes before ${younger.slotVersion}, ${expected} was expected`,
      );
}

/**
 * Looks for a second signed approval that claims a place of this history.
 *
 * Only an authentic one counts: otherwise anybody who can write a file could stop a slot.
 *
 * @param history - Approvals that this host is about to believe.
 * @returns Refusal: version_equivocated, naming both.
 */
export function verifyUnrivalled(
  files: SignedFiles,
  slot: string,
  history: readonly Link[],
  keyring: Keyring,
): Result<true> {
  const places = listApprovals(files);
  if (!places.ok) return places;
  const believed = new Set(history.map(({ approval }) => approval));
  for (const place of places.value) {
    if (believed.has(place.approval)) continue;
    const bytes = readApprovalFile(files, place);
    if (!bytes.ok) return bytes;
    const rival = rivalIn(bytes.value, slot, history);
    if (rival === null) continue;
    if (!verifyAuthentic(bytes.value, environmentOf(slot), keyring, null).ok) continue;
    return refuse(
      "version_equivocated",
      `slot version ${rival.mine.slotVersion} is ${rival.mine.approval}, and ${rival.other.approval} claims the same place`,
      { detail: { slotVersion: rival.mine.slotVersion } },
    );
  }
  return ok(true);
}

/** Parsing before verifying is harmless here: the answer only decides whether the signatures are worth checking. */
function rivalIn(
  bytes: Uint8Array,
  slot: string,
  history: readonly Link[],
): { readonly mine: Link; readonly other: Link } | null {
  const opened = openEnvelope(bytes);
  const read = opened.ok ? readPayload(opened.value, approvalSchema, "approval") : opened;
  if (!opened.ok || !read.ok || read.value.slot !== slot) return null;
  const other = linkOf(sha256Hex(opened.value.payload), read.value);
  const mine = history.find(
    (link) =>
      link.approval !== other.approval &&
      (link.slotVersion === other.slotVersion || link.previous === other.previous),
  );
  return mine === undefined ? null : { mine, other };
}
