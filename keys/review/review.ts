/**
 * What a person sees before typing a passphrase (spec §6.8), as plain data: two renderers make a screen and a page of it.
 *
 * Pure, and no plugin code runs: source is text here, evidence was prepared before (decision B4).
 */
import type { Approval, Engine } from "#host/contract/approval.ts";
import { ok, refuse, type Refusal, type Result } from "#host/kernel/result.ts";
import type { SourceFile } from "#host/kernel/source-digest.ts";
import { mainMember } from "#host/trust/approval/contents.ts";
import {
  reviewConformance,
  reviewEvidence,
  type ReviewedConformance,
  type ReviewedEvidence,
} from "./evidence.ts";
import { paramRows, riskRows, type ParamRow, type RiskRow } from "./limits-diff.ts";
import type { Provenance } from "./provenance.ts";
import type { ReportsLook } from "./reports.ts";
import { reviewSource, type ReviewedSource } from "./source-diff.ts";

/** What governs the slot now. */
export interface ActiveSide {
  readonly approval: Approval;
  readonly approvalSha256: string;
  readonly source: readonly SourceFile[];
  /** `active`: the host adopted it. `next`: signed, and the host has not adopted anything yet. */
  readonly standing: "active" | "next";
}

export interface ReviewInput {
  /** The draft, or the statement that waits for signatures. */
  readonly approval: Approval;
  /** Of the payload; null while drafting: the instant of signing is part of it. */
  readonly approvalSha256: string | null;
  readonly source: readonly SourceFile[];
  readonly active: ActiveSide | null;
  /** Slot version of the newest signed approval; null for a new slot. */
  readonly lastSlotVersion: number | null;
  readonly reports: ReportsLook;
  readonly provenance: Provenance;
}

export interface Review {
  readonly slot: string;
  readonly environment: Approval["environment"];
  readonly id: string;
  readonly version: number;
  readonly slotVersion: number;
  readonly lastSlotVersion: number | null;
  readonly active: {
    readonly id: string;
    readonly version: number;
    readonly slotVersion: number;
    readonly approval: string;
    readonly standing: ActiveSide["standing"];
  } | null;
  readonly instruments: readonly string[];
  readonly timeframe: string;
  readonly notBefore: string;
  readonly expires: string;
  readonly reason: string;
  readonly digests: {
    readonly approval: string | null;
    readonly bundle: string;
    readonly manifest: string;
    /** That the statement names. */
    readonly source: string;
  };
  readonly engine: Engine;
  /** What is shown is what is signed. */
  readonly sourceIsWhatIsSigned: boolean;
  readonly source: ReviewedSource;
  readonly params: readonly ParamRow[];
  readonly risk: readonly RiskRow[];
  readonly conformance: ReviewedConformance;
  readonly evidence: ReviewedEvidence;
  readonly provenance: Provenance;
  /** What happens to a position that is open. */
  readonly position: readonly string[];
  /** What must be typed before the passphrase. */
  readonly confirmation: string;
  /** Why it must not be signed; empty when nothing speaks against it. */
  readonly refusals: readonly Refusal[];
}

/** What a person types to say that this is what they mean: no default, no yes. */
export function confirmationOf(approval: Approval): string {
  const { id, version } = mainMember(approval);
  return `${id} ${version}`;
}

export function reviewOf(input: ReviewInput): Review {
  const { approval, active, reports } = input;
  const member = mainMember(approval);
  const source = reviewSource(active?.source ?? [], input.source);
  const conformance = reviewConformance(reports.conformance);
  const evidence = reviewEvidence(reports.comparison);
  return {
    slot: approval.slot,
    environment: approval.environment,
    id: member.id,
    version: member.version,
    slotVersion: approval.slotVersion,
    lastSlotVersion: input.lastSlotVersion,
    active: active === null ? null : activeOf(active),
    instruments: approval.instruments,
    timeframe: approval.timeframe,
    notBefore: approval.notBefore,
    expires: approval.expires,
    reason: approval.reason,
    digests: {
      approval: input.approvalSha256,
      bundle: member.bundleSha256,
      manifest: member.manifestSha256,
      source: member.sourceSha256,
    },
    engine: approval.engine,
    sourceIsWhatIsSigned: source.shownSha256 === member.sourceSha256,
    source,
    params: paramRows(active === null ? null : mainMember(active.approval).params, member.params),
    risk: riskRows(active?.approval ?? null, approval),
    conformance,
    evidence,
    provenance: input.provenance,
    position: positionLines(active !== null),
    confirmation: confirmationOf(approval),
    refusals: [
      sourceRefusal(source, member.sourceSha256),
      conformance.refusal,
      evidence.refusal,
    ].filter((each) => each !== null),
  };
}

/** The first reason not to sign, if there is one. */
export function mayBeSigned(review: Review): Result<true> {
  const [refusal] = review.refusals;
  return refusal === undefined ? ok(true) : { ok: false, refusal };
}

function activeOf({ approval, approvalSha256, standing }: ActiveSide): Review["active"] {
  const { id, version } = mainMember(approval);
  return { id, version, slotVersion: approval.slotVersion, approval: approvalSha256, standing };
}

function sourceRefusal(source: ReviewedSource, signed: string): Refusal | null {
  if (source.shownSha256 !== signed) {
    const message = `source was ${source.shownSha256}, the approval names ${signed}`;
    return refuse("source_digest_differs", message).refusal;
  }
  if (source.incomplete === null) return null;
  return refuse("review_incomplete", source.incomplete).refusal;
}

/** Decision A6, in the words of somebody who has money in it. */
function positionLines(replaces: boolean): readonly string[] {
  return [
    "A position that is open keeps the exit plan it was entered with: levels, rules, code and parameters, until it is flat.",
    "Its take-profit and stop-loss rest at the venue; this signature moves neither.",
    replaces
      ? "The host adopts this approval when the slot is flat, at a bar's close; until then the active strategy governs."
      : "Nothing is active in the slot: the host adopts this approval at the next bar's close.",
    "When this approval expires or is revoked, entries stop and an open position keeps its plan.",
  ];
}
