/**
 * What one account has honoured of what people sign beside approvals, as a fold over its journal: the floors that nobody
 * who can write `signed/` can reach.
 */
import type { JournalBody, JournalDraft } from "../contract/journal.ts";
import type { Revocation } from "../contract/revocations.ts";

/** The newest list of revocations that was honoured, with everything in it. */
export interface HonouredRevocations {
  readonly version: number;
  readonly sha256: string;
  readonly entries: readonly Revocation[];
}

export interface SignedState {
  readonly revocations: HonouredRevocations | null;
  /** Signed risk policies in the order in which they were seen, which is that of their versions. */
  readonly policies: readonly JournalBody<"risk_seen">[];
  readonly policyInForce: JournalBody<"risk_in_force"> | null;
  /** Code and message of what was last wrong with signed/risk/, so that it is said once. */
  readonly policyRefused: JournalBody<"risk_refused"> | null;
  /** Digests of resets of the time that were accepted: each is good once. */
  readonly resets: readonly string[];
  /** Trust time until which a person consented to live orders. */
  readonly armedUntilMs: number | null;
  /** `<sha256> <days>` of every end that was announced. */
  readonly announced: ReadonlySet<string>;
  readonly checkpointLate: boolean;
  /** Instant of the newest checkpoint that was seen after one was late. */
  readonly checkpointSeen: string | null;
}

export function nothingSigned(): SignedState {
  return {
    revocations: null,
    policies: [],
    policyInForce: null,
    policyRefused: null,
    resets: [],
    armedUntilMs: null,
    announced: new Set(),
    checkpointLate: false,
    checkpointSeen: null,
  };
}

export function applyToSigned(state: SignedState, entry: JournalDraft): SignedState {
  switch (entry.kind) {
    case "revoked":
      return { ...state, revocations: revoked(state.revocations, entry.body) };
    case "risk_seen":
      return { ...state, policies: [...state.policies, entry.body], policyRefused: null };
    case "risk_in_force":
      return { ...state, policyInForce: entry.body };
    case "risk_refused":
      return { ...state, policyRefused: entry.body };
    case "time_reset":
      return { ...state, resets: [...state.resets, entry.body.statement] };
    case "armed":
      return { ...state, armedUntilMs: entry.body.untilMs };
    case "disarmed":
      return { ...state, armedUntilMs: null };
    case "expiring":
      return { ...state, announced: new Set(state.announced).add(announcementOf(entry.body)) };
    case "checkpoint_late":
      return { ...state, checkpointLate: true };
    case "checkpoint_seen":
      return { ...state, checkpointLate: false, checkpointSeen: entry.body.time };
    default:
      return state;
  }
}

export function announcementOf({
  sha256,
  days,
}: Pick<JournalBody<"expiring">, "sha256" | "days">): string {
  return `${sha256} ${days}`;
}

/** A crash between two entries of one list leaves its beginning; the next look at the list adds the rest. */
function revoked(
  before: HonouredRevocations | null,
  { version, listSha256, entry }: JournalBody<"revoked">,
): HonouredRevocations {
  return { version, sha256: listSha256, entries: [...(before?.entries ?? []), entry] };
}
