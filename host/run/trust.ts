/**
 * Which strategy a slot may run: verifies what signed/ points at, adopts when flat, and moves the active pointer.
 *
 * The journal is the authority about what was adopted; `signed/active/` is the sign on the door.
 */
import type { Engine } from "../contract/approval.ts";
import type { PluginManifest } from "../contract/manifest.ts";
import type { AccountState } from "../kernel/account-state.ts";
import { ok, refuse, type Refusal, type Result } from "../kernel/result.ts";
import { verifyAuthentic, environmentOf } from "../trust/approval/authentic.ts";
import { withKeysRevoked } from "../trust/revocations.ts";
import type { PolicyReader } from "../trust/risk.ts";
import { listApprovals, readApprovalFile } from "../trust/registry/folder.ts";
import type { Link } from "../trust/registry/history.ts";
import { readPointer, pointerTo } from "../trust/registry/pointer.ts";
import { resolveActive, resolveNext, verifyAt, type TrustView } from "../trust/registry/resolve.ts";
import type { SignedFiles } from "../trust/registry/signed-files.ts";
import type { VerifiedPlugin } from "../trust/verified-plugin.ts";
import type { Pointer } from "../contract/pointer.ts";
import { record, stateOf, type Account } from "./account.ts";
import type { Standing } from "./standing.ts";

/** The signed files and everything their judgement depends on. */
export interface TrustSource {
  readonly files: SignedFiles;
  /** Root envelopes, version 1 first. */
  rootChain(): Result<readonly Uint8Array[]>;
  readonly engine: Engine;
  readManifest(text: string): Result<PluginManifest>;
  readonly readPolicy: PolicyReader;
  /** Highest version of the list of revocations that any account of this host honoured before this start; 0: none. */
  revocationsSeen?(): number;
  /** Atomic: the pointer is the old one or the new one. */
  writeActive(slot: string, pointer: Pointer): void;
}

export interface Candidate {
  readonly plugin: VerifiedPlugin;
  readonly superseded: readonly Link[];
}

function viewOf(
  source: TrustSource,
  state: AccountState,
  slot: string,
  standing: Standing,
): TrustView {
  return {
    ...standing,
    engine: source.engine,
    floor: state.floors.get(slot) ?? null,
    readManifest: (text) => source.readManifest(text),
  };
}

/** What waits in `signed/next/`; null when nothing does. */
export function pendingOf(
  source: TrustSource,
  state: AccountState,
  slot: string,
  standing: Standing,
): Result<Candidate | null> {
  return resolveNext(source.files, slot, viewOf(source, state, slot, standing));
}

/**
 * What the journal says is active, verified again; null when nothing was ever adopted.
 *
 * A pointer that is missing is put back: the process died between journal and rename. One that says something else was
 * edited by hand and is refused.
 */
export function activeOf(
  source: TrustSource,
  state: AccountState,
  slot: string,
  standing: Standing,
): Result<VerifiedPlugin | null> {
  const adopted = state.slots.get(slot)?.active ?? null;
  if (adopted === null) return ok(null);
  const view = viewOf(source, state, slot, standing);
  const resolved = resolveActive(source.files, slot, view);
  if (!resolved.ok || resolved.value !== null) return resolved;
  const pointer: Pointer = {
    schema: "pointer/1",
    slot,
    id: adopted.id,
    version: adopted.version,
    approval: adopted.approval,
  };
  const verified = verifyAt(source.files, pointer, "active", view);
  if (verified.ok) source.writeActive(slot, pointer);
  return verified;
}

/**
 * What a run of its own begins with: the pending strategy, or else the active one. Moves no pointer.
 *
 * Such a run has no floors of its own, so the newest approval in signed/ is its floor: an older one is a rollback.
 */
export function rehearsalOf(
  source: TrustSource,
  state: AccountState,
  slot: string,
  standing: Standing,
): Result<Candidate | null> {
  const next = pendingOf(source, state, slot, standing);
  if (!next.ok) return next;
  const view = viewOf(source, state, slot, standing);
  const active = next.value === null ? verifyActive(source, slot, view) : next;
  if (!active.ok || active.value === null) return active;
  const newest = newestSigned(source.files, slot, standing);
  if (newest > active.value.plugin.slotVersion) {
    return refuse(
      "version_rolled_back",
      `slot version is ${active.value.plugin.slotVersion}, version ${newest} was signed later`,
      {
        detail: { slotVersion: active.value.plugin.slotVersion, signed: newest },
      },
    );
  }
  return active;
}

function verifyActive(
  source: TrustSource,
  slot: string,
  view: TrustView,
): Result<Candidate | null> {
  const pointer = readPointer(source.files, "active", slot);
  if (!pointer.ok || pointer.value === null) return pointer.ok ? ok(null) : pointer;
  const verified = verifyAt(source.files, pointer.value, "next", view);
  return verified.ok ? ok({ plugin: verified.value, superseded: [] }) : verified;
}

/** Highest slot version with valid signatures; files that do not verify prove nothing. */
function newestSigned(files: SignedFiles, slot: string, { root, revocations }: Standing): number {
  const keyring = withKeysRevoked(root.keyring, revocations);
  const withdrawn = new Set(
    revocations.filter(({ kind }) => kind === "approval").map(({ sha256 }) => sha256),
  );
  const places = listApprovals(files);
  if (!places.ok) return 0;
  let newest = 0;
  for (const place of places.value) {
    const bytes = readApprovalFile(files, place);
    if (!bytes.ok) continue;
    const authentic = verifyAuthentic(bytes.value, environmentOf(slot), keyring, place.approval);
    if (withdrawn.has(place.approval) || !authentic.ok || authentic.value.approval.slot !== slot)
      continue;
    newest = Math.max(newest, authentic.value.approval.slotVersion);
  }
  return newest;
}

/** Makes a verified strategy the slot's own. The caller has seen that the slot is flat, or that nothing changes for it. */
export function adopt(
  account: Account,
  candidate: Candidate,
  how: { readonly atMs: number; readonly renews: boolean },
): void {
  const { plugin, superseded } = candidate;
  const { slot } = plugin;
  const place = { at: how.atMs, slot, instrument: plugin.approval.instruments[0] ?? null };
  for (const { approval, slotVersion } of superseded) {
    record(account, { kind: "superseded", ...place, body: { approval, slotVersion } });
  }
  const previous = stateOf(account, slot).active?.approval ?? null;
  record(account, {
    kind: "adopted",
    ...place,
    body: {
      approval: plugin.approvalSha256,
      previous,
      slotVersion: plugin.slotVersion,
      rootVersion: plugin.rootVersion,
      rootSha256: plugin.rootSha256,
      id: plugin.id,
      version: plugin.version,
      envelopeSha256: plugin.envelopeSha256,
      ...(how.renews && previous !== null ? { renews: previous } : {}),
    },
  });
}

/** Journalled first, then the pointer: after a crash in between `activeOf` puts it there. */
export function moveActive(account: Account, source: TrustSource, plugin: VerifiedPlugin): void {
  account.journal.flush();
  source.writeActive(plugin.slot, pointerTo(plugin));
}

export function recordRefusedAdoption(
  account: Account,
  slot: string,
  refusal: Refusal,
  atMs: number,
): void {
  const { code, message } = refusal;
  if (stateOf(account, slot).adoptionRefused === code) return;
  record(account, {
    kind: "adoption_refused",
    at: atMs,
    slot,
    instrument: null,
    body: { approval: null, code, message },
  });
}
