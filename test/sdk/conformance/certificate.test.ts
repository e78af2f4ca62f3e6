/** A certificate holds whatever was found, in the shape that signers read. */
import { describe, expect, it } from "vitest";
import type { Finding } from "#host/contract/finding.ts";
import { refuse } from "#host/kernel/result.ts";
import { checkPlugin, type CheckJob } from "#sdk/conformance/check.ts";
import type { Rule, Said } from "#sdk/conformance/rule.ts";
import { aSubject, SILENT, smallMarkets } from "./kit.ts";

const subject = aSubject(SILENT, {}, true);
const finding: Finding = { rule: "text", verdict: "pass", message: "fine", remedy: "" };
const rule = (said: Said): Rule => ({
  id: "a-rule",
  line: "",
  proves: "",
  cannotProve: "",
  remedy: "",
  structure: () => [said],
});

async function reportOf(said: Said, before: readonly Finding[] = [finding]) {
  const job: CheckJob = {
    subject,
    before,
    files: [],
    makeMarkets: () => smallMarkets(subject),
    clock: { nowMs: () => 0 },
    onProgress: () => undefined,
    rules: [rule(said)],
    openCell: () =>
      Promise.resolve(refuse("plugin_not_loaded", "no", { detail: { fault: "syntax" } })),
  };
  return await checkPlugin(job);
}

describe("a certificate", () => {
  it.for<[string, Said]>([
    [
      "a name longer than a path may be",
      { verdict: "report", message: "m", file: "f".repeat(400) },
    ],
    ["a message that fills a disk", { verdict: "report", message: "m".repeat(9_000) }],
    ["a margin that is no number", { verdict: "pass", message: "m", used: NaN, allowed: Infinity }],
    ["no message", { verdict: "pass", message: "" }],
  ])("is written over %s", async ([, said]) => {
    const { findings } = await reportOf(said);
    expect(findings.at(-1)?.rule).toBe("a-rule");
  });

  it("keeps every finding of the suite when a build said too much", async () => {
    const before = Array.from({ length: 700 }, () => finding);
    const { findings, accepted } = await reportOf({ verdict: "fail", message: "no" }, before);
    expect(findings).toHaveLength(512);
    expect(findings.at(-1)).toMatchObject({ rule: "a-rule", verdict: "fail" });
    expect(accepted).toBe(false);
  });

  it.for(["fail", "unproven", "report", "pass"] as const)("with a verdict %s", async (verdict) => {
    const { accepted } = await reportOf({ verdict, message: "m" });
    expect(accepted).toBe(verdict !== "fail");
  });
});
