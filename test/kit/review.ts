/** A review of `aPlugin()` for the tests of its renderers; say only what differs. */
import { lookAtReports } from "#keys/review/reports.ts";
import { reviewOf, type Review, type ReviewInput } from "#keys/review/review.ts";
import { provenanceOf } from "#keys/review/provenance.ts";
import { aComparison, aConformance, aSubject, bytesOf } from "./reports.ts";
import { anApproval, aPlugin, sourceFiles, trusted, type TestPlugin } from "./signer.ts";

interface Change extends Partial<ReviewInput> {
  readonly plugin?: TestPlugin;
  readonly conformance?: object | null;
  readonly comparison?: object | null;
}

export function aReview(change: Change = {}): Review {
  const { plugin = aPlugin(), conformance, comparison, ...rest } = change;
  const approval = anApproval(plugin);
  const bytes = (report: object | null) => (report === null ? null : bytesOf(report));
  const { sourceSha256, bundleSha256, manifestSha256 } = approval.members[0] ?? aSubject();
  const subject = aSubject({ sourceSha256, bundleSha256, manifestSha256 });
  return reviewOf({
    approval,
    approvalSha256: null,
    source: sourceFiles(plugin),
    active: null,
    lastSlotVersion: null,
    reports: lookAtReports(subject, {
      conformance: bytes(conformance === undefined ? aConformance({}, plugin) : conformance),
      comparison: bytes(comparison === undefined ? aComparison({}, plugin) : comparison),
    }),
    provenance: provenanceOf("a test", null, "paper", trusted().keyring),
    ...rest,
  });
}

/** A plugin that attacks whoever reads it. */
export function aHostilePlugin(): TestPlugin {
  const attack = `</style></td><script>alert(1)</script><img src=x onerror=alert(2)> \u001b[2J \u202Egnirts`;
  return aPlugin({
    source: {
      "manifest.toml": `description = "${attack}"\n`,
      "signal.ts": `// ${attack}\nconst a = "${"y".repeat(5_000)}";\n${"x;\n".repeat(10_000)}`,
    },
  });
}
