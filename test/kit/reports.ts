/** Reports about `aPlugin()` as `sdk check` and `sdk compare` would write them; say only what differs. */
import type { ComparisonReport } from "#host/contract/comparison.ts";
import type { ConformanceReport } from "#host/contract/conformance.ts";
import { CONFORMANCE_RULES } from "#host/contract/conformance-rules.ts";
import { paramsDigest } from "#host/kernel/report-name.ts";
import { sourceDigest } from "#host/kernel/source-digest.ts";
import type { ReportSubject } from "#keys/review/reports.ts";
import { aPlugin, ENGINE, NOW_MS, sha256, SLOT, sourceFiles, type TestPlugin } from "./signer.ts";

const PARAMS = { fast: 8, slow: 21 };
const HOUR_AGO = "2026-11-20T11:00:00.000Z";

function boundTo(plugin: TestPlugin) {
  return {
    id: plugin.id,
    version: plugin.version,
    sourceSha256: sourceDigest(sourceFiles(plugin)),
    manifestSha256: sha256(plugin.manifest),
  };
}

export function aSubject(change: Partial<ReportSubject> = {}): ReportSubject {
  const plugin = aPlugin();
  return {
    ...boundTo(plugin),
    slot: SLOT,
    instruments: ["BTCUSDT"],
    timeframe: "5m",
    bundleSha256: sha256(plugin.bundle),
    params: PARAMS,
    engine: ENGINE,
    activeApproval: null,
    nowMs: NOW_MS,
    ...change,
  };
}

type Findings = ConformanceReport["findings"];

/** The suite of the fixtures. */
const SUITE = 2;

/** What is said, and `pass` of every other rule of the suite. */
export function allRules(...said: Findings): Findings {
  const spoken = new Set(said.map(({ rule }) => rule));
  const silent = (CONFORMANCE_RULES[SUITE] ?? []).filter((rule) => !spoken.has(rule));
  const passed = silent.map(
    (rule) => ({ rule, verdict: "pass", message: "held", remedy: "" }) as const,
  );
  return [...said, ...passed];
}

export function aConformance(
  change: Partial<ConformanceReport> = {},
  plugin: TestPlugin = aPlugin(),
): ConformanceReport {
  return {
    schema: "conformance/1",
    createdAt: HOUR_AGO,
    suite: SUITE,
    quick: false,
    accepted: true,
    plugin: { ...boundTo(plugin), kind: "strategy", module: "js" },
    bundleSha256: sha256(plugin.bundle),
    params: PARAMS,
    paramsSha256: paramsDigest(PARAMS),
    engine: ENGINE,
    data: [{ name: "trend", sha256: sha256("trend"), bars: 600 }],
    answersSha256: sha256("answers"),
    findings: allRules(
      { rule: "look-ahead", verdict: "pass", message: "equal on 600 bars", remedy: "" },
      {
        rule: "budgets",
        verdict: "pass",
        message: "worst call",
        remedy: "",
        used: 11.6,
        allowed: 56,
      },
    ),
    ...change,
  };
}

export function aFailure(verdict: "fail" | "unproven"): Findings[number] {
  return { rule: "liveness", verdict, message: "never signalled", remedy: "let it signal" };
}

export function aComparison(
  change: Partial<ComparisonReport> = {},
  plugin: TestPlugin = aPlugin(),
): ComparisonReport {
  const bound = { ...boundTo(plugin), bundleSha256: sha256(plugin.bundle), params: PARAMS };
  const result = {
    trades: 12,
    wins: 7,
    netPct: 1.25,
    feesPct: 0.4,
    fundingPct: -0.05,
    maxDrawdownPct: 2.5,
    profitFactor: 1.4,
    exposure: 0.3,
  };
  return {
    schema: "comparison/1",
    createdAt: HOUR_AGO,
    candidate: { ...bound, paramsSha256: paramsDigest(PARAMS) },
    against: null,
    slot: SLOT,
    pair: "BTCUSDT",
    timeframe: "5m",
    engine: ENGINE,
    data: { name: "simulated", sha256: sha256("data"), bars: 17_000, fromMs: 0, toMs: 86_400_000 },
    costs: { takerFeeBps: 5.5, makerFeeBps: 2, slippageBps: 1, complete: true },
    results: { candidate: result, against: null },
    decisions: { fromMs: 0, toMs: 86_400_000, evaluated: 288, differing: 0, listed: [] },
    ...change,
  };
}

export const bytesOf = (report: object): Uint8Array => Buffer.from(JSON.stringify(report), "utf8");
