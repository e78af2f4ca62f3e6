/** What each slot may run: which approval is active, which waits, who signed it and whether it still verifies. */
import type { Engine } from "../../contract/approval.ts";
import type { Pointer } from "../../contract/pointer.ts";
import type { AccountState } from "../../kernel/account-state.ts";
import { ok, type Refusal, type Result } from "../../kernel/result.ts";
import type { SlotState } from "../../kernel/slot-state.ts";
import type { Keyring } from "../../trust/keyring/keyring.ts";
import { loadRoot, type TrustedRoot } from "../../trust/keyring/root.ts";
import { readRevocations } from "../../trust/registry/revocation-file.ts";
import { readPointer } from "../../trust/registry/pointer.ts";
import {
  resolveActive,
  resolveNext,
  verifyAt,
  type TrustView,
} from "../../trust/registry/resolve.ts";
import type { SignedFiles } from "../../trust/registry/signed-files.ts";
import { readManifest } from "../../workspace/manifest.ts";
import { readApproval, type ShownApproval } from "../signed-approval.ts";

/** What a pointer, or the journal in its place, says and whether it holds. */
export interface Pointed {
  readonly pointer: Pointer;
  /** null when the approval cannot even be read. */
  readonly shown: ShownApproval | null;
  /** null: everything verifies. */
  readonly refusal: Refusal | null;
}

export interface SlotStatus {
  readonly slot: string;
  readonly account: string;
  readonly active: Pointed | null;
  readonly next: Pointed | null;
  /** Pointers that cannot be read. */
  readonly problems: readonly Refusal[];
  /** As the account's journal says; null before the first entry about the slot. */
  readonly state: SlotState | null;
}

/** One reading of everything that a judgement depends on. */
export interface Trust {
  readonly files: SignedFiles;
  readonly rootChain: Result<readonly Uint8Array[]>;
  readonly engine: Engine;
  readonly nowMs: number;
}

/** Owners are shown even when the root has expired. */
export interface RootStatus {
  readonly root: Result<TrustedRoot>;
  readonly keyring: Keyring | null;
}

export function slotStatus(trust: Trust, slot: string, state: AccountState | null): SlotStatus {
  const [, account = ""] = slot.split(".");
  const own = state?.slots.get(slot) ?? null;
  const view = viewOf(trust, slot, state);
  const active = activeOf(trust, slot, own, view);
  const next = nextOf(trust, slot, view, own?.active?.approval ?? null);
  return {
    slot,
    account,
    active: active.ok ? active.value : null,
    next: next.ok ? next.value : null,
    problems: [active, next].flatMap((each) => (each.ok ? [] : [each.refusal])),
    state: own,
  };
}

function viewOf(trust: Trust, slot: string, state: AccountState | null): Result<TrustView> {
  const { rootChain, engine, nowMs } = trust;
  if (!rootChain.ok) return rootChain;
  const root = loadRoot(rootChain.value, nowMs, state?.root ?? null);
  if (!root.ok) return root;
  const floor = state?.floors.get(slot) ?? null;
  const honoured = state?.signed.revocations ?? null;
  const revocations = readRevocations(trust.files, root.value.keyring, honoured);
  if (!revocations.ok) return revocations;
  const view = { root: root.value, nowMs, engine, floor, readManifest };
  return ok({ ...view, revocations: revocations.value?.entries ?? [] });
}

function activeOf(
  trust: Trust,
  slot: string,
  own: SlotState | null,
  view: Result<TrustView>,
): Result<Pointed | null> {
  const read = readPointer(trust.files, "active", slot);
  if (!read.ok) return read;
  // The journal is the authority; a pointer that is missing is put back at the next start.
  const pointer = read.value ?? adoptedPointer(slot, own);
  if (pointer === null) return ok(null);
  const verified = !view.ok
    ? view
    : read.value === null
      ? verifyAt(trust.files, pointer, "active", view.value)
      : resolveActive(trust.files, slot, view.value);
  return ok(pointed(trust, pointer, verified));
}

function adoptedPointer(slot: string, own: SlotState | null): Pointer | null {
  if (own === null || own.active === null) return null;
  const { id, version, approval } = own.active;
  return { schema: "pointer/1", slot, id, version, approval };
}

function nextOf(
  trust: Trust,
  slot: string,
  view: Result<TrustView>,
  adopted: string | null,
): Result<Pointed | null> {
  const read = readPointer(trust.files, "next", slot);
  if (!read.ok || read.value === null || read.value.approval === adopted) {
    return read.ok ? ok(null) : read;
  }
  const verified = view.ok ? resolveNext(trust.files, slot, view.value) : view;
  return ok(pointed(trust, read.value, verified));
}

function pointed(trust: Trust, pointer: Pointer, verified: Result<unknown>): Pointed {
  const shown = readApproval(trust.files, pointer);
  return {
    pointer,
    shown: shown.ok ? shown.value : null,
    refusal: verified.ok ? null : verified.refusal,
  };
}
