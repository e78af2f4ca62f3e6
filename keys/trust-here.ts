/** What a machine of a signer knows: its root, its revocations, what is in its `signed/`. */
import { ok, type Result } from "#host/kernel/result.ts";
import type { Keyring } from "#host/trust/keyring/keyring.ts";
import type { TrustedRoot } from "#host/trust/keyring/root.ts";
import { readRevocations } from "#host/trust/registry/revocation-file.ts";
import type { SignedFiles } from "#host/trust/registry/signed-files.ts";
import { historyOf, surveyApprovals } from "#host/trust/registry/survey.ts";
import type { Link } from "#host/trust/registry/history.ts";
import { withKeysRevoked, type RevocationFloor } from "#host/trust/revocations.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";
import { currentRoot, everKeyring } from "./root/store.ts";

export interface TrustHere {
  readonly root: TrustedRoot;
  /** The root's keys without those that the revocations took back. */
  readonly keyring: Keyring;
  /** Everybody who was ever allowed to release: for reading the past. */
  readonly ever: Keyring;
  /** null: nothing was ever taken back. */
  readonly revoked: RevocationFloor | null;
  readonly signed: SignedFiles;
  readonly nowMs: number;
}

/** Reads what this machine believes. Refusals: those of the root, of its chain and of the list of revocations. */
export function trustHere(workspace: Workspace, nowMs: number): Result<TrustHere> {
  const root = currentRoot(workspace, nowMs);
  if (!root.ok) return root;
  const ever = everKeyring(workspace);
  if (!ever.ok) return ever;
  const signed = signedFilesIn(workspace.signed);
  // Who signed the list may have left the root since: it is believed all the same, because it only stops.
  const revoked = readRevocations(signed, ever.value, null);
  if (!revoked.ok) return revoked;
  const keyring = withKeysRevoked(root.value.keyring, revoked.value?.entries ?? []);
  return ok({ root: root.value, keyring, ever: ever.value, revoked: revoked.value, signed, nowMs });
}

/** Slot versions count signed approvals (decision A2): the next one follows the newest, adopted or not. */
export function historyHere(trust: TrustHere, slot: string): Result<readonly Link[]> {
  const survey = surveyApprovals(trust.signed, trust.ever);
  return survey.ok ? historyOf(survey.value, slot) : survey;
}
