/**
 * All approvals of `signed/` at once: what `sign` counts before it writes the next one, and what `sign verify` prints.
 */
import { approval as approvalSchema, type Approval } from "../../contract/approval.ts";
import { sha256Hex } from "../../kernel/digest.ts";
import { ok, refuse, type Refusal, type Refused, type Result } from "../../kernel/result.ts";
import { environmentOf, verifyAuthentic } from "../approval/authentic.ts";
import { openEnvelope, readPayload } from "../dsse.ts";
import { withRevoked, type Keyring } from "../keyring/keyring.ts";
import { approvalPath, listApprovals, readApprovalFile, type ApprovalPlace } from "./folder.ts";
import { linkOf, type Link } from "./history.ts";
import type { SignedFiles } from "./signed-files.ts";

/** What is known of one approval's file. */
export interface Surveyed {
  readonly place: ApprovalPlace;
  /** null when the file could not be read as an approval. */
  readonly approval: Approval | null;
  /**
   * `signed`: its signatures hold, a key that was revoked since counted in. `linked`: a signed one names its digest.
   */
  readonly standing: "signed" | "linked" | { readonly refusal: Refusal };
}

/** Looks at every approval. Refusals: those of listing and reading; what is wrong with one file is in its row. */
export function surveyApprovals(files: SignedFiles, keyring: Keyring): Result<readonly Surveyed[]> {
  const places = listApprovals(files);
  if (!places.ok) return places;
  const lenient = withRevoked(keyring);
  const rows: Surveyed[] = [];
  for (const place of places.value) {
    const bytes = readApprovalFile(files, place);
    if (!bytes.ok) return bytes;
    rows.push(look(place, bytes.value, lenient));
  }
  return ok(linked(rows));
}

function look(place: ApprovalPlace, bytes: Uint8Array, keyring: Keyring): Surveyed {
  const opened = openEnvelope(bytes);
  if (!opened.ok) return { place, approval: null, standing: opened };
  const read = readPayload(opened.value, approvalSchema, "approval");
  if (!read.ok) return { place, approval: null, standing: read };
  const digest = sha256Hex(opened.value.payload);
  if (digest !== place.approval) {
    const { refusal } = refuse(
      "approval_digest_differs",
      `approval was ${digest}, its name says ${place.approval}`,
    );
    return { place, approval: null, standing: { refusal } };
  }
  const { id, version } = linkOf(digest, read.value);
  if (id !== place.id || version !== place.version) {
    const message = `approval names ${id} version ${version}, another folder than its own`;
    return { place, approval: null, standing: refuse("manifest_differs", message) };
  }
  const environment = environmentOf(read.value.slot);
  const authentic = verifyAuthentic(bytes, environment, keyring, place.approval);
  return { place, approval: read.value, standing: authentic.ok ? "signed" : authentic };
}

/** A digest that a signed approval names is believed, and so is what that one names. */
function linked(rows: readonly Surveyed[]): readonly Surveyed[] {
  const readable = rows.filter(({ approval }) => approval !== null);
  const byDigest = new Map(readable.map((row) => [row.place.approval, row]));
  const believed = new Set<string>();
  for (const row of rows.filter(({ standing }) => standing === "signed")) {
    let at: Surveyed | null = row;
    while (at !== null && at.approval !== null && !believed.has(at.place.approval)) {
      believed.add(at.place.approval);
      at = byDigest.get(at.approval.previous ?? "") ?? null;
    }
  }
  return rows.map((row) =>
    row.standing !== "signed" && row.approval !== null && believed.has(row.place.approval)
      ? { ...row, standing: "linked" }
      : row,
  );
}

/**
 * The history of one slot, oldest first, every place taken once.
 *
 * @returns Empty for a new slot. Refusals: what is wrong with a file of this slot or with one that cannot be read;
 *   version_equivocated; history_incomplete.
 */
export function historyOf(rows: readonly Surveyed[], slot: string): Result<readonly Link[]> {
  const links: Link[] = [];
  for (const { place, approval, standing } of rows) {
    if (approval !== null && approval.slot !== slot) continue;
    if (typeof standing === "object") {
      const { code, message, ...extra } = standing.refusal;
      return refuse(code, `${approvalPath(place)}: ${message}`, extra);
    }
    if (approval !== null) links.push(linkOf(place.approval, approval));
  }
  const history = links.toSorted((a, b) => a.slotVersion - b.slotVersion);
  return rivalsIn(history) ?? gapIn(history) ?? ok(history);
}

function rivalsIn(history: readonly Link[]): Refused | null {
  for (const [index, link] of history.entries()) {
    const rival = history
      .slice(0, index)
      .find((each) => each.slotVersion === link.slotVersion || each.previous === link.previous);
    if (rival === undefined) continue;
    return refuse(
      "version_equivocated",
      `${rival.approval} and ${link.approval} claim the same place after ${link.previous ?? "nothing"}`,
      { detail: { slotVersion: link.slotVersion } },
    );
  }
  return null;
}

function gapIn(history: readonly Link[]): Refused | null {
  for (const [index, link] of history.entries()) {
    const expected = history[index - 1]?.approval ?? null;
    if (link.slotVersion === index + 1 && link.previous === expected) continue;
    return refuse(
      "history_incomplete",
      `slot version ${link.slotVersion} follows ${link.previous ?? "nothing"}, version ${index} is ${expected ?? "nothing"}`,
    );
  }
  return null;
}
