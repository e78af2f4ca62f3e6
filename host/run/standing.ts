/**
 * What judges every slot of an account at one boundary: trust time, root, revocations, risk policy. Read once, and what
 * is new of it journalled before anything is decided.
 *
 * A list of revocations that is there and does not verify stops entries: whoever can write `signed/` could otherwise
 * hide a revocation by spoiling the file. Exits go on.
 */
import type { Revocation } from "../contract/revocations.ts";
import { ok, refuse, type Refused, type Result } from "../kernel/result.ts";
import { loadRoot, type RootFloor, type TrustedRoot } from "../trust/keyring/root.ts";
import { readRevocations } from "../trust/registry/revocation-file.ts";
import { readStatement, timeResetPath } from "../trust/registry/statements.ts";
import { verifyTimeReset } from "../trust/time-reset.ts";
import { trustTime } from "../trust/time.ts";
import { record, type Account } from "./account.ts";
import type { Judging } from "./deps.ts";
import { announceEnd } from "./expiry.ts";
import { witnessed } from "./witness.ts";
import { refreshPolicy } from "./policy.ts";
import type { TrustSource } from "./trust.ts";

/** One reading of everything that a judgement depends on besides the slot's own files. */
export interface Standing {
  readonly nowMs: number;
  readonly root: TrustedRoot;
  readonly revocations: readonly Revocation[];
}

/** A floor of trust time is written down so often: an hour is what a clock that is set back can win. */
const FLOOR_MS = 3_600_000;

/**
 * Takes stock for an account's own journal.
 *
 * @returns Refusals, under which no slot of the account may enter: clock_untrusted; those of the root; those of
 *   `verifyRevocations` and revocation_missing; checkpoint_truncated, checkpoint_differs, checkpoint_foreign.
 */
export function takeStanding(account: Account, deps: Judging): Result<Standing> {
  const { trust } = deps;
  const now = trustNow(account, deps);
  if (!now.ok) return now;
  const root = rootAt(trust, now.value, account.state.root);
  if (!root.ok) return root;
  keepFloor(account, now.value, root.value);
  const revocations = honourRevocations(account, trust, root.value);
  if (!revocations.ok) return revocations;
  const standing = { nowMs: now.value, root: root.value, revocations: revocations.value };
  refreshPolicy(account, trust, standing);
  const { expires } = root.value.root;
  announceEnd(account, { what: "root", slot: null, sha256: root.value.sha256, expires }, now.value);
  const seen = witnessed(account, deps, standing);
  return seen.ok ? ok(standing) : seen;
}

/** For a run with a journal of its own: everything as it is now, read once, without floors and without a trace. */
export function standingOfRehearsal(trust: Signed, nowMs: number): Result<Standing> {
  const root = rootAt(trust, nowMs, null);
  if (!root.ok) return root;
  const list = readRevocations(trust.files, root.value.keyring, null);
  return list.ok ? ok({ nowMs, root: root.value, revocations: list.value?.entries ?? [] }) : list;
}

type Signed = Pick<TrustSource, "files" | "rootChain">;

function rootAt(trust: Signed, nowMs: number, floor: RootFloor | null): Result<TrustedRoot> {
  const chain = trust.rootChain();
  return chain.ok ? loadRoot(chain.value, nowMs, floor) : chain;
}

/**
 * The instant that judges approvals: never much earlier than one the journal has. A clock that contradicts the journal
 * may be put right by a signed reset, which is good once.
 *
 * @returns Refusal: clock_untrusted.
 */
export function trustNow(account: Account, deps: Judging): Result<number> {
  const first = readClock(account, deps);
  if (first.ok || !acceptReset(account, deps)) return first;
  return readClock(account, deps);
}

function readClock({ state }: Account, { clock }: Judging): Result<number> {
  const lastLoggedMs = state.trustMs;
  return trustTime({ wallMs: clock.nowMs(), venueMs: null, lastLoggedMs, environment: "paper" });
}

/** The root that judges a reset has to be good now, and now is what is in doubt: the clock's own word is taken for it. */
function acceptReset(account: Account, { trust, clock }: Judging): boolean {
  const lastLoggedMs = account.state.trustMs;
  const bytes = readStatement(trust.files, timeResetPath(account.alias));
  if (lastLoggedMs === null || !bytes.ok || bytes.value === null) return false;
  const root = rootAt(trust, clock.nowMs(), account.state.root);
  if (!root.ok) return false;
  const reset = verifyTimeReset(bytes.value, {
    keyring: root.value.keyring,
    environment: "paper",
    account: account.alias,
    lastLoggedMs,
    accepted: account.state.signed.resets,
  });
  if (!reset.ok) return false;
  const { sha256: statement, toMs, reason } = reset.value;
  record(account, {
    kind: "time_reset",
    ...placeOf(account),
    body: { statement, fromMs: lastLoggedMs, toMs, reason },
  });
  account.journal.flush();
  return true;
}

/** Nothing was ever adopted: then there is nothing yet that an older clock or root could undo. */
function keepFloor(account: Account, trustMs: number, root: TrustedRoot): void {
  const { root: known, trustMs: lastMs } = account.state;
  if (known === null) return;
  if (root.version <= known.version && lastMs !== null && trustMs - lastMs < FLOOR_MS) return;
  const body = { trustMs, rootVersion: root.version, rootSha256: root.sha256 };
  record(account, { kind: "trust_floor", ...placeOf(account), body });
}

function honourRevocations(
  account: Account,
  trust: TrustSource,
  root: TrustedRoot,
): Result<readonly Revocation[]> {
  const floor = account.state.signed.revocations;
  const list = readRevocations(trust.files, root.keyring, floor);
  if (!list.ok) return list;
  const older = olderThanSeen(list.value?.version ?? 0, trust.revocationsSeen?.() ?? 0);
  if (older !== null) return older;
  if (list.value === null) return ok([]);
  const { version, sha256: listSha256, entries } = list.value;
  for (const [index, entry] of entries.entries()) {
    if (index < (floor?.entries.length ?? 0)) continue;
    record(account, {
      kind: "revoked",
      ...placeOf(account),
      body: { version, listSha256, index, entry },
    });
  }
  return ok(entries);
}

/** What one account honoured binds the others: a list that is taken away must not bring its bundles back elsewhere. */
function olderThanSeen(version: number, seen: number): Refused | null {
  if (version >= seen) return null;
  const before = `an account of this host honoured version ${seen}`;
  return version === 0
    ? refuse("revocation_missing", `signed/revocations.json is gone, ${before}`)
    : refuse("revocation_rolled_back", `signed/revocations.json has version ${version}, ${before}`);
}

function placeOf(account: Account) {
  return { at: account.state.atMs ?? 0, slot: null, instrument: null };
}
