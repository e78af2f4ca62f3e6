/** What a run faster than real time reads before it begins, once. */
import { ok, type Result } from "../kernel/result.ts";
import type { SignedPolicy } from "../trust/risk.ts";
import { readPointer } from "../trust/registry/pointer.ts";
import type { RunDeps } from "./deps.ts";
import type { FullRunRequest } from "./full-run.ts";
import { termsByDigest } from "./load-by-digest.ts";
import type { Governing } from "./open-slot.ts";
import { newestPolicy } from "./policy.ts";
import { nothingToRun, rehearse, slotsOf, type Rehearsal } from "./prepare.ts";
import { standingOfRehearsal } from "./standing.ts";

type Asked = Pick<FullRunRequest, "account" | "wanted" | "intoAccounts">;

export interface ReadOnce extends Rehearsal {
  readonly policy: SignedPolicy | null;
  /** Strategies that may not run any more, whose position in the account may need its exit rules (decision A6). */
  readonly watched: readonly Governing[];
}

/** Time, root, revocations and policy are read once: what comes while the run goes on is for the next one (decision B1). */
export function readOnce(request: Asked, deps: RunDeps): Result<ReadOnce> {
  const names = slotsOf(deps, request.account);
  if (!names.ok) return names;
  const standing = standingOfRehearsal(deps.trust, deps.clock.nowMs());
  if (!standing.ok) return standing;
  const policy = newestPolicy(deps.trust, standing.value);
  if (!policy.ok) return policy;
  const rehearsed = rehearse(deps, names.value, request.wanted, standing.value);
  if (!rehearsed.ok) return rehearsed;
  const { candidates, leftOut } = rehearsed.value;
  const watched = request.intoAccounts ? leftOut.flatMap(({ slot }) => watchedOf(deps, slot)) : [];
  if (candidates.length + watched.length === 0) return nothingToRun(leftOut);
  return ok({ candidates, leftOut, watched, policy: policy.value });
}

/** What the door says was adopted: enough to know which bars its position needs. The journal decides the rest. */
function watchedOf({ trust }: RunDeps, slot: string): readonly Governing[] {
  const pointer = readPointer(trust.files, "active", slot);
  if (!pointer.ok || pointer.value === null) return [];
  const terms = termsByDigest(trust, pointer.value);
  const { approval: approvalSha256 } = pointer.value;
  return terms.ok ? [{ ...terms.value, slot, approvalSha256, bundle: null }] : [];
}
