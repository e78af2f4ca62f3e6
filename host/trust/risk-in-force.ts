/** Which signed policy limits entries now: tightening is at once, loosening after a day (decision B2). */
import { DAY_MS } from "../kernel/timeframe.ts";
import { looseningsOf, type Loosening } from "./loosenings.ts";
import type { SignedPolicy } from "./risk.ts";

/** From the moment the host first saw it: a night in which somebody may notice. */
export const LOOSENING_DELAY_MS = DAY_MS;

/** A policy that this host has verified, and the trust time at which it first did. */
export interface SeenPolicy extends SignedPolicy {
  readonly seenMs: number;
}

export interface PolicyStanding {
  readonly inForce: SeenPolicy;
  /** The newest policy when it is not in force yet, with everything it would loosen. */
  readonly waiting: {
    readonly policy: SeenPolicy;
    readonly untilMs: number;
    readonly loosenings: readonly Loosening[];
  } | null;
}

/**
 * Judges the policies that were seen.
 *
 * @param seen - By version, rising. The first limits from when it is seen: before it nothing was allowed by signature.
 * @returns null when none was seen.
 */
export function policyStanding(seen: readonly SeenPolicy[], nowMs: number): PolicyStanding | null {
  const [first, ...later] = seen;
  if (first === undefined) return null;
  let inForce = first;
  let waiting: PolicyStanding["waiting"] = null;
  for (const policy of later) {
    const loosenings = looseningsOf(inForce.policy, policy.policy);
    const untilMs = policy.seenMs + LOOSENING_DELAY_MS;
    const waits = loosenings.length > 0 && nowMs < untilMs;
    if (!waits) inForce = policy;
    waiting = waits ? { policy, untilMs, loosenings } : null;
  }
  return { inForce, waiting };
}
