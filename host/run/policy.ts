/** The signed risk policy of an account: seen, delayed when it loosens, in force; what it says limits entries only. */
import type { JournalBody } from "../contract/journal.ts";
import type { SignedState } from "../kernel/signed-state.ts";
import { limitsOf } from "../kernel/limits.ts";
import { assert, ok, type Refusal, type Result } from "../kernel/result.ts";
import { withKeysRevoked } from "../trust/revocations.ts";
import { looseningsOf } from "../trust/loosenings.ts";
import { policyStanding, type PolicyStanding, type SeenPolicy } from "../trust/risk-in-force.ts";
import type { PolicyReader, SignedPolicy } from "../trust/risk.ts";
import { readPolicies } from "../trust/registry/risk-files.ts";
import { record, type Account } from "./account.ts";
import type { Standing } from "./standing.ts";
import type { TrustSource } from "./trust.ts";

/** Looks at `signed/risk/` again. What does not verify is said once a start, and the policy before goes on. */
export function refreshPolicy(account: Account, trust: TrustSource, standing: Standing): void {
  const seen = seenPolicies(account.state.signed, trust.readPolicy);
  const read = policiesAfter(trust, standing, seen.at(-1) ?? null);
  if (read.ok) refused.delete(account);
  else refusePolicy(account, read.refusal);
  for (const policy of read.ok ? read.value : []) recordSeen(account, trust, policy, standing);
  const now = standingOf(account.state.signed, trust.readPolicy, standing.nowMs);
  if (now !== null) usePolicy(account, now.inForce);
}

/** From here on entries are limited by this policy; said when it was another one before. */
export function usePolicy(account: Account, { version, sha256, policy }: SignedPolicy): void {
  account.limits = limitsOf(policy);
  if (account.state.signed.policyInForce?.sha256 === sha256) return;
  record(account, { kind: "risk_in_force", ...placeOf(account), body: { version, sha256 } });
}

/** The newest policy as it is now, for a run that has no journal to count a delay from; null for none. */
export function newestPolicy(trust: Policies, standing: Standing): Result<SignedPolicy | null> {
  const read = policiesAfter(trust, standing, null);
  return read.ok ? ok(read.value.at(-1) ?? null) : read;
}

/** What the journal says of signed policies at an instant of trust time; null when there never was one. */
export function standingOf(
  signed: SignedState,
  readPolicy: PolicyReader,
  nowMs: number,
): PolicyStanding | null {
  return policyStanding(seenPolicies(signed, readPolicy), nowMs);
}

type Policies = Pick<TrustSource, "files" | "readPolicy">;

function policiesAfter(
  trust: Policies,
  { root, revocations }: Standing,
  before: SignedPolicy | null,
): Result<readonly SignedPolicy[]> {
  return readPolicies(trust.files, {
    keyring: withKeysRevoked(root.keyring, revocations),
    environment: "paper",
    before,
    readPolicy: (text) => trust.readPolicy(text),
  });
}

function seenPolicies(signed: SignedState, readPolicy: PolicyReader): readonly SeenPolicy[] {
  return signed.policies.map((body) => seenPolicy(body, readPolicy));
}

function seenPolicy(body: JournalBody<"risk_seen">, readPolicy: PolicyReader): SeenPolicy {
  const { version, sha256, policy: text, trustMs: seenMs } = body;
  const policy = readPolicy(text);
  assert(policy.ok, "a policy that was journalled reads");
  return { version, sha256, text, policy: policy.value, seenMs };
}

function recordSeen(
  account: Account,
  trust: TrustSource,
  { version, sha256, text, policy }: SignedPolicy,
  { nowMs: trustMs }: Standing,
): void {
  const before = standingOf(account.state.signed, trust.readPolicy, trustMs);
  const loosenings = before === null ? [] : looseningsOf(before.inForce.policy, policy);
  const loosens = loosenings.map((each) =>
    `${each.key}: ${each.before} → ${each.after}`.slice(0, 400),
  );
  const body = { version, sha256, policy: text, trustMs, loosens };
  record(account, { kind: "risk_seen", ...placeOf(account), body });
}

/** What was refused last since this process began: every start says again what is wrong. */
const refused = new WeakMap<Account, Refusal>();

function refusePolicy(account: Account, refusal: Refusal): void {
  const { code, message } = refusal;
  const known = refused.get(account);
  if (known?.code === code && known.message === message) return;
  refused.set(account, refusal);
  const body = { code, message: message.slice(0, 400) };
  record(account, { kind: "risk_refused", ...placeOf(account), body });
}

function placeOf(account: Account) {
  return { at: account.state.atMs ?? 0, slot: null, instrument: null };
}
