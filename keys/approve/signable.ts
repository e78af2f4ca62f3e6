/** An approval with everything that stands behind it, before, between and after its signatures. */
import type { Approval } from "#host/contract/approval.ts";
import type { Environment } from "#host/contract/primitives.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import { environmentOf } from "#host/trust/approval/authentic.ts";
import { verifyContents, mainMember } from "#host/trust/approval/contents.ts";
import type { Link } from "#host/trust/registry/history.ts";
import { verifyApproval, type VerifiedPlugin } from "#host/trust/verified-plugin.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import type { Item } from "../proposal/ceremony.ts";
import { draftOf } from "../proposal/file.ts";
import { payloadOf } from "../seal.ts";
import { historyHere, type TrustHere } from "../trust-here.ts";
import { pack, type Packed } from "./packed.ts";
import { isSignedAlready } from "./store.ts";

export interface Signable extends Item {
  readonly approval: Approval;
  readonly packed: Packed;
  /** What this machine's `signed/` says about the place in the slot's history. */
  readonly place: Place;
  /** The file that the proposal was read from; null when it begins here. */
  readonly path: string | null;
}

export type Place =
  /** It follows the newest approval that is here; null for a new slot. */
  | { readonly kind: "follows"; readonly last: Link | null }
  /** The history that it follows is not on this machine: it is signed here and stored elsewhere. */
  | { readonly kind: "elsewhere" }
  /** It is in `signed/` already. */
  | { readonly kind: "stored" };

/** A new approval, not signed by anybody. Refusals: those of `verifyContents`, version_signed. */
export function signableFrom(
  workspace: Workspace,
  trust: TrustHere,
  approval: Approval,
  packed: Packed,
  last: Link | null,
): Result<Signable> {
  const draft = draftOf("approval", payloadOf(approval), pack(packed));
  return checked(
    workspace,
    trust,
    { approval, packed, draft, path: null },
    { kind: "follows", last },
  );
}

/** Asks everything that can be asked without signatures; what was packed is hashed again. */
export function checked(
  workspace: Workspace,
  trust: TrustHere,
  made: Pick<Signable, "approval" | "packed" | "draft" | "path">,
  place: Place,
): Result<Signable> {
  const { approval, packed } = made;
  const contents = verifyContents(approval, packed.files, readManifest);
  if (!contents.ok) return contents;
  const { id, version } = mainMember(approval);
  const there = isSignedAlready(workspace, id, version, packed.files);
  if (!there.ok) return there;
  return ok({ ...made, place, demands: [demandOf(trust, environmentOf(approval.slot))] });
}

function demandOf({ keyring }: TrustHere, environment: Environment): Item["demands"][number] {
  return { title: "release", role: "release", environment, keyring, threshold: null };
}

/**
 * Finds the place of an approval in the history that is on this machine.
 *
 * @returns Refusals: those of reading it; proposal_stale when something else took the place; version_equivocated when
 *   what it follows is not what is here.
 */
export function placeOf(trust: TrustHere, approval: Approval, sha256: string): Result<Place> {
  const history = historyHere(trust, approval.slot);
  if (!history.ok) return history;
  const stored = history.value.some((link) => link.approval === sha256);
  return stored ? ok({ kind: "stored" }) : placeAfter(history.value.at(-1) ?? null, approval);
}

function placeAfter(last: Link | null, approval: Approval): Result<Place> {
  const here = last?.slotVersion ?? 0;
  const { slot, slotVersion, previous } = approval;
  if (slotVersion <= here) {
    const message = `the proposal is slot version ${slotVersion}, ${slot} is at ${here} here`;
    return refuse("proposal_stale", message);
  }
  if (slotVersion > here + 1) return ok({ kind: "elsewhere" });
  const newest = last?.approval ?? null;
  if (previous === newest) return ok({ kind: "follows", last });
  const message = `the proposal follows ${shown(previous)}, ${slot} is at ${shown(newest)} here`;
  return refuse("version_equivocated", message);
}

function shown(approval: string | null): string {
  return approval ?? "nothing";
}

/** As the host will judge it: on the engine that it names. */
export function verifySigned(
  trust: TrustHere,
  { approval, packed, place }: Pick<Signable, "approval" | "packed" | "place">,
  envelope: Uint8Array,
): Result<VerifiedPlugin> {
  return verifyApproval(
    { ...packed.files, envelope },
    {
      slot: approval.slot,
      place: "next",
      named: null,
      nowMs: trust.nowMs,
      floor: place.kind === "follows" ? place.last : null,
      engine: approval.engine,
      root: trust.root,
      revocations: trust.revoked?.entries ?? [],
      readManifest,
      readReport: (sha256) => ok(packed.reports.get(sha256) ?? null),
    },
  );
}
