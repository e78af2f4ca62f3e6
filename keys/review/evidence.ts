/** What the two reports say, as rows: verdicts with their margins, results side by side. */
import type { ComparisonReport } from "#host/contract/comparison.ts";
import type { ConformanceReport } from "#host/contract/conformance.ts";
import type { Verdict } from "#host/contract/finding.ts";
import type { Refusal } from "#host/kernel/result.ts";
import type { ReportLook } from "./reports.ts";

export interface VerdictRow {
  readonly rule: string;
  readonly verdict: Verdict;
  readonly message: string;
  readonly remedy: string;
  readonly used: number | null;
  readonly allowed: number | null;
  /** used ÷ allowed, percent; null where there is no limit to be near to. */
  readonly usedPct: number | null;
}

/** No key signs a report: its digest is signed, its truth is whoever's who ran sdk. null: there is no report. */
type Claim = "unsigned claim of whoever ran sdk" | null;
const CLAIM = "unsigned claim of whoever ran sdk";

export interface ReviewedConformance {
  readonly claim: Claim;
  /** `missing`: allowed for paper, and said loudly. */
  readonly state: "certified" | "missing" | "refused";
  readonly refusal: Refusal | null;
  readonly sha256: string | null;
  readonly createdAt: string | null;
  readonly suite: number | null;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly verdicts: readonly VerdictRow[];
  readonly data: readonly string[];
}

export function reviewConformance(look: ReportLook<ConformanceReport>): ReviewedConformance {
  const { report, refusal, sha256 } = look;
  const present = report === null ? "missing" : "certified";
  const state = refusal === null ? present : "refused";
  if (report === null) {
    const counts = countsOf([]);
    const nothing = { createdAt: null, suite: null, counts, verdicts: [], data: [] };
    return { claim: null, state, refusal, sha256, ...nothing };
  }
  const { createdAt, suite, findings, data } = report;
  return {
    claim: CLAIM,
    state,
    refusal,
    sha256,
    createdAt,
    suite,
    counts: countsOf(findings),
    verdicts: findings.map(verdictRow).toSorted(byUrgency),
    data: data.map(({ name, bars }) => `${name}: ${bars} bars`),
  };
}

function countsOf(findings: ConformanceReport["findings"]): Readonly<Record<Verdict, number>> {
  const counts = { pass: 0, fail: 0, unproven: 0, report: 0 };
  for (const { verdict } of findings) counts[verdict] += 1;
  return counts;
}

function verdictRow(found: ConformanceReport["findings"][number]): VerdictRow {
  const { rule, verdict, message, remedy, used = null, allowed = null } = found;
  const limited = used !== null && allowed !== null && allowed > 0 && used >= 0;
  const usedPct = limited ? (used / allowed) * 100 : null;
  return { rule, verdict, message, remedy, used, allowed, usedPct };
}

const URGENCY: Readonly<Record<Verdict, number>> = { fail: 0, unproven: 1, report: 2, pass: 3 };

/** Failures first, then what is nearest to its limit. */
function byUrgency(a: VerdictRow, b: VerdictRow): number {
  return URGENCY[a.verdict] - URGENCY[b.verdict] || (b.usedPct ?? -1) - (a.usedPct ?? -1);
}

export interface ResultRow {
  readonly name: string;
  readonly candidate: string;
  /** null: nothing to compare with. */
  readonly against: string | null;
}

export interface ReviewedEvidence {
  readonly claim: Claim;
  readonly state: "compared" | "missing" | "refused";
  readonly refusal: Refusal | null;
  /** Why a comparison that is there does not count here. */
  readonly ignored: string | null;
  readonly sha256: string | null;
  readonly createdAt: string | null;
  readonly against: string | null;
  readonly data: string | null;
  readonly costs: string | null;
  readonly costsComplete: boolean;
  readonly results: readonly ResultRow[];
  readonly decisions: ComparisonReport["decisions"] | null;
  /** Of what it is compared with, where that decides other bars and decisions could not be compared. */
  readonly againstTimeframe: string | null;
}

export function reviewEvidence(look: ReportLook<ComparisonReport>): ReviewedEvidence {
  const { report, refusal, ignored, sha256 } = look;
  const present = report === null || ignored !== null ? "missing" : "compared";
  const state = refusal === null ? present : "refused";
  const own = { state, refusal, ignored, sha256 } as const;
  if (report === null) return { ...own, ...NOTHING };
  const { against, costs, data, results } = report;
  return {
    ...own,
    claim: CLAIM,
    createdAt: report.createdAt,
    against: against === null ? null : `${against.id} version ${against.version}`,
    data: `${data.name}: ${data.bars} bars of ${report.pair} ${report.timeframe}`,
    costs: `taker ${costs.takerFeeBps} bps, slippage ${costs.slippageBps} bps, funding`,
    costsComplete: costs.complete,
    results: resultRows(results.candidate, results.against),
    decisions: report.decisions,
    againstTimeframe: report.againstTimeframe ?? null,
  };
}

const NOTHING = {
  claim: null,
  createdAt: null,
  against: null,
  data: null,
  costs: null,
  costsComplete: false,
  results: [],
  decisions: null,
  againstTimeframe: null,
} as const;

type Numbers = ComparisonReport["results"]["candidate"];

const RESULTS: readonly (readonly [name: string, read: (of: Numbers) => string])[] = [
  ["trades", (of) => String(of.trades)],
  [
    "won",
    (of) => (of.trades === 0 ? "-" : `${of.wins} (${fixed((of.wins / of.trades) * 100, 0)} %)`),
  ],
  ["net, after costs", (of) => signed(of.netPct)],
  ["fees", (of) => `${fixed(of.feesPct, 2)} %`],
  ["funding", (of) => signed(of.fundingPct)],
  ["largest drawdown", (of) => `${fixed(of.maxDrawdownPct, 2)} %`],
  ["profit factor", (of) => (of.profitFactor === null ? "-" : fixed(of.profitFactor, 2))],
  ["bars in a position", (of) => `${fixed(of.exposure * 100, 1)} %`],
];

function resultRows(candidate: Numbers, against: Numbers | null): readonly ResultRow[] {
  return RESULTS.map(([name, read]) => ({
    name,
    candidate: read(candidate),
    against: against === null ? null : read(against),
  }));
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${fixed(value, 2)} %`;
}

/** A report may say 1e300: digits are for people. */
function fixed(value: number, digits: number): string {
  return Math.abs(value) < 1e9 ? value.toFixed(digits) : value.toExponential(2);
}
