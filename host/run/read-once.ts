/** What a run faster than real time reads before it begins, once. */
import { ok, type Result } from "../kernel/result.ts";
import type { SignedPolicy } from "../trust/risk.ts";
import type { RunDeps } from "./deps.ts";
import type { FullRunRequest } from "./full-run.ts";
import type { Governing } from "./open-slot.ts";
import { newestPolicy } from "./policy.ts";
import { nothingToRun, rehearse, slotsOf, type Rehearsal } from "./prepare.ts";
import type { SlotName } from "./slots.ts";
import { standingOfRehearsal } from "./standing.ts";

type Asked = Pick<FullRunRequest, "account" | "wanted">;

export interface ReadOnce extends Rehearsal {
  readonly policy: SignedPolicy | null;
  /** Strategies that may not run any more, whose position in the account may need its exit rules (decision A6). */
  readonly watched: readonly Governing[];
}

/**
 * Time, root, revocations and policy are read once: what comes while the run goes on is for the next one (decision B1).
 *
 * @param held - What governs positions that the accounts have open. With one, nothing that is wrong with the signed
 *   files ends the run: then nobody would leave the position (decision A6).
 */
export function readOnce(
  request: Asked,
  deps: RunDeps,
  held: readonly Governing[],
): Result<ReadOnce> {
  const names = slotsOf(deps, request.account);
  const read = names.ok ? readNamed(names.value, request, deps) : names;
  if (!read.ok) {
    if (held.length === 0) return read;
    const slots = names.ok ? names.value.map(({ slot }) => slot) : held.map(({ slot }) => slot);
    const leftOut = slots.map((slot) => ({ slot, refusal: read.refusal }));
    return ok({ candidates: [], leftOut, watched: held, policy: null });
  }
  const running = new Set(read.value.candidates.map(({ plugin }) => plugin.slot));
  const watched = held.filter(({ slot }) => !running.has(slot));
  if (running.size + watched.length === 0) return nothingToRun(read.value.leftOut);
  return ok({ ...read.value, watched });
}

function readNamed(
  names: readonly SlotName[],
  { wanted }: Asked,
  deps: RunDeps,
): Result<Omit<ReadOnce, "watched">> {
  const standing = standingOfRehearsal(deps.trust, deps.clock.nowMs());
  if (!standing.ok) return standing;
  const policy = newestPolicy(deps.trust, standing.value);
  if (!policy.ok) return policy;
  const rehearsed = rehearse(deps, names, wanted, standing.value);
  return rehearsed.ok ? ok({ ...rehearsed.value, policy: policy.value }) : rehearsed;
}
