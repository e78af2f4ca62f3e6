import { describe, expect, it } from "vitest";
import {
  checkReports,
  lookAtReports,
  type ReportFiles,
  type ReportSubject,
} from "#keys/review/reports.ts";
import {
  aComparison,
  aConformance,
  aFailure,
  allRules,
  aSubject,
  bytesOf,
} from "#test/kit/reports.ts";
import { ENGINE, NOW_MS, sha256 } from "#test/kit/signer.ts";

const DAY_MS = 86_400_000;
const LIVE: Partial<ReportSubject> = { slot: "live.main.BTCUSDT" };
const ago = (ms: number) => new Date(NOW_MS - ms).toISOString();
const A = "a".repeat(64);
const against = {
  ...aComparison().candidate,
  slot: aSubject().slot,
  approvalSha256: A,
  slotVersion: 1,
};

function files(conformance: object | null, comparison: object | null): ReportFiles {
  return {
    conformance: conformance === null ? null : bytesOf(conformance),
    comparison: comparison === null ? null : bytesOf(comparison),
  };
}

function codeOf(subject: ReportSubject, given: ReportFiles): string | null {
  const checked = checkReports(subject, given);
  return checked.ok ? null : checked.refusal.code;
}

describe("a conformance report", () => {
  it.for<
    [name: string, report: object | null, subject: Partial<ReportSubject>, code: string | null]
  >([
    ["about exactly this", aConformance(), {}, null],
    ["that is missing, on paper", null, {}, null],
    ["that is missing, for live", null, LIVE, "conformance_missing"],
    ["that is no report", { schema: "conformance/1" }, {}, "conformance_invalid"],
    ["of a bare script", aConformance({ plugin: null }), {}, "conformance_differs"],
    ["of another bundle", aConformance({ bundleSha256: A }), {}, "conformance_differs"],
    ["of another source", aConformance(), { sourceSha256: A }, "conformance_differs"],
    ["of another manifest", aConformance(), { manifestSha256: A }, "conformance_differs"],
    ["of another version", aConformance(), { version: 2 }, "conformance_differs"],
    [
      "of other parameters",
      aConformance(),
      { params: { fast: 9, slow: 21 } },
      "conformance_differs",
    ],
    [
      "whose digest of parameters lies",
      aConformance({ paramsSha256: A }),
      {},
      "conformance_differs",
    ],
    [
      "of another prelude",
      aConformance({ engine: { ...ENGINE, preludeSha256: A } }),
      {},
      "conformance_differs",
    ],
    [
      "of another processor, on paper",
      aConformance({ engine: { ...ENGINE, arch: "arm64" } }),
      {},
      null,
    ],
    [
      "of another processor, for live",
      aConformance({ engine: { ...ENGINE, arch: "arm64" } }),
      LIVE,
      "conformance_differs",
    ],
    ["of a quick look", aConformance({ quick: true }), {}, "conformance_quick"],
    ["that was not accepted", aConformance({ accepted: false }), {}, "conformance_failed"],
    [
      "that was accepted over a failure",
      aConformance({ findings: [aFailure("fail")] }),
      {},
      "conformance_failed",
    ],
    [
      "that proves nothing, on paper",
      aConformance({ findings: allRules(aFailure("unproven")) }),
      {},
      null,
    ],
    [
      "that proves nothing, for live",
      aConformance({ findings: allRules(aFailure("unproven")) }),
      LIVE,
      "conformance_unproven",
    ],
    [
      "cut down to one rule",
      aConformance({ findings: allRules().slice(0, 1) }),
      {},
      "conformance_incomplete",
    ],
    ...allRules().map(({ rule }): [string, object, Partial<ReportSubject>, string] => [
      `that says nothing of ${rule}`,
      aConformance({ findings: allRules().filter((each) => each.rule !== rule) }),
      {},
      "conformance_incomplete",
    ]),
    ["of a suite nobody knows", aConformance({ suite: 99 }), {}, "conformance_incomplete"],
    ["of seven days ago", aConformance({ createdAt: ago(7 * DAY_MS) }), {}, null],
    [
      "a millisecond older",
      aConformance({ createdAt: ago(7 * DAY_MS + 1) }),
      {},
      "conformance_stale",
    ],
    ["of tomorrow", aConformance({ createdAt: ago(-DAY_MS) }), {}, "conformance_stale"],
    ["of a clock a minute ahead", aConformance({ createdAt: ago(-60_000) }), {}, null],
  ])("%s", ([, report, subject, code]) => {
    const comparison = subject.slot === undefined ? null : aComparison({ slot: subject.slot });
    expect(codeOf(aSubject(subject), files(report, comparison))).toBe(code);
  });
});

describe("a comparison", () => {
  it.for<
    [name: string, report: object | null, subject: Partial<ReportSubject>, code: string | null]
  >([
    ["about exactly this", aComparison(), {}, null],
    ["that is missing, on paper", null, {}, null],
    ["that is missing, for live", null, LIVE, "evidence_missing"],
    ["that is none", [], {}, "evidence_invalid"],
    [
      "of other parameters",
      aComparison({ candidate: { ...aComparison().candidate, paramsSha256: A } }),
      {},
      "evidence_differs",
    ],
    [
      "of another bundle",
      aComparison({ candidate: { ...aComparison().candidate, bundleSha256: A } }),
      {},
      "evidence_differs",
    ],
    [
      "on another engine",
      aComparison({ engine: { ...ENGINE, node: "26.9.0" } }),
      {},
      "evidence_differs",
    ],
    ["against the active one", aComparison({ against }), { activeApproval: A }, null],
    ["for another slot, for live", aComparison(), LIVE, "evidence_differs"],
    [
      "against nothing, for live, where something is active",
      aComparison({ slot: "live.main.BTCUSDT" }),
      { ...LIVE, activeApproval: A },
      "evidence_differs",
    ],
    ["of eight days ago", aComparison({ createdAt: ago(8 * DAY_MS) }), {}, "evidence_stale"],
  ])("%s", ([, report, subject, code]) => {
    expect(codeOf(aSubject(subject), files(aConformance(), report))).toBe(code);
  });

  it.for<[name: string, report: object, subject: Partial<ReportSubject>]>([
    ["for another slot", aComparison({ slot: "paper.main.ETHUSDT" }), {}],
    [
      "against what was active before",
      aComparison({ against }),
      { activeApproval: "b".repeat(64) },
    ],
    ["of another pair", aComparison({ pair: "ETHUSDT" }), {}],
    ["of another timeframe", aComparison({ timeframe: "1h" }), {}],
  ])("%s is not named on paper, and the screen says why", ([, report, subject]) => {
    const given = files(aConformance(), report);
    const checked = checkReports(aSubject(subject), given);
    expect(checked.ok && checked.value.comparison).toBe(null);
    expect(lookAtReports(aSubject(subject), given).comparison.ignored).toMatch(
      /^the comparison is /,
    );
  });
});

it("names the digests of the files' exact bytes", () => {
  const given = files(aConformance(), aComparison());
  const checked = checkReports(aSubject(), given);
  expect(checked.ok && checked.value.conformance?.sha256).toBe(sha256(given.conformance ?? ""));
  expect(checked.ok && checked.value.comparison?.sha256).toBe(sha256(given.comparison ?? ""));
});

it("a duplicate key in a report is no report: two readers would see two verdicts", () => {
  const text = JSON.stringify(aConformance()).replace(
    '"accepted":true',
    '"accepted":true,"accepted":true',
  );
  const given = { conformance: Buffer.from(text), comparison: null };
  expect(codeOf(aSubject(), given)).toBe("conformance_invalid");
});
