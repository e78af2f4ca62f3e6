/** `sdk check` from the command line to its files. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { conformanceReport, type ConformanceReport } from "#host/contract/conformance.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { paramsDigest } from "#host/kernel/report-name.ts";
import { workspaceAt } from "#host/workspace/paths.ts";
import { reportPath } from "#sdk/conformance/report-file.ts";
import { RULES } from "#sdk/conformance/rules.ts";
import { allGone, cellsAlive } from "#test/host/cell/children.ts";
import { aFolder } from "#test/kit/workspace.ts";
import { aWorkspace, candleCsv, put, sdk } from "#test/kit/sdk.ts";

afterAll(() => allGone(cellsAlive()));

const WAIT = { timeout: 120_000 };
const text = z.string().nullable();
/** Exactly what other programs were promised: every key of every finding. */
const checkDocument = z.strictObject({
  accepted: z.boolean(),
  stage: z.enum(["build", "conformance"]),
  findings: z.array(
    z.strictObject({
      rule: z.string(),
      verdict: z.enum(["pass", "fail", "unproven", "report"]),
      file: text,
      line: z.number().nullable(),
      message: z.string(),
      remedy: z.string(),
      used: z.number().nullable(),
      allowed: z.number().nullable(),
    }),
  ),
  digests: z.strictObject({
    bundle: text,
    source: text,
    manifest: text,
    params: text,
    prelude: text,
    data: text,
    answers: text,
  }),
});

async function check(workspace: string, ...argv: readonly string[]) {
  const ran = await sdk(workspace, "check", ...argv, "--json");
  return { ...ran, document: checkDocument.parse(JSON.parse(ran.out)) };
}

const CROSS = `export function entrySignal({ close }) {
  const [a, b, c] = [close.at(-1), close.at(-2), close.at(-3)];
  if (a > b && b < c) return { side: "Buy", rationale: "it turned up" };
  if (a < b && b > c) return { side: "Sell", rationale: "it turned down" };
  return null;
}
`;

describe("a plugin folder", () => {
  it("is accepted, and its certificate is bound to all that it depends on", WAIT, async () => {
    const workspace = aWorkspace("tidy");
    const { code, document } = await check(workspace, "tidy", "--quick");
    expect(document.findings.filter(({ verdict }) => verdict === "fail")).toEqual([]);
    expect([code, document.accepted, document.stage]).toEqual([0, true, "conformance"]);
    const rules = new Set(document.findings.map(({ rule }) => rule));
    for (const { id } of RULES) expect(rules).toContain(id);

    const dir = join(workspace, "var/candidates/tidy/1");
    const report = conformanceReport.parse(
      JSON.parse(readFileSync(join(dir, "conformance-quick.json"), "utf8")),
    );
    const { bundle, source, manifest, params, prelude, answers } = document.digests;
    expect(sha256Hex(readFileSync(join(dir, "bundle.js")))).toBe(bundle);
    expect(report).toMatchObject({
      quick: true,
      accepted: true,
      bundleSha256: bundle,
      paramsSha256: params,
      answersSha256: answers,
      plugin: { id: "tidy", version: 1, sourceSha256: source, manifestSha256: manifest },
      engine: { preludeSha256: prelude },
    });
    expect(existsSync(join(dir, "conformance.json"))).toBe(false);

    const again = await check(workspace, "tidy", "--quick");
    expect(again.document.digests).toEqual(document.digests);
    // A build of the same bytes leaves the report where it is.
    await sdk(workspace, "build", "tidy");
    expect(existsSync(join(dir, "conformance-quick.json"))).toBe(true);
  });

  it("that does not build is refused at stage build, and nothing is written", WAIT, async () => {
    const workspace = aWorkspace("broken", { "signal.ts": "export const x = ;" });
    const { code, document, err } = await check(workspace, "broken");
    expect([code, document.accepted, document.stage]).toEqual([1, false, "build"]);
    expect(document.findings.some(({ verdict }) => verdict === "fail")).toBe(true);
    expect(Object.values(document.digests)).toEqual(
      Object.values(document.digests).map(() => null),
    );
    expect(err).toContain("refused: plugin_syntax_invalid");
    expect(existsSync(join(workspace, "var"))).toBe(false);
  });

  it("that is not there, and options that do not fit, are findings too", WAIT, async () => {
    const workspace = aWorkspace("tidy");
    for (const [argv, rule] of [
      [["nowhere"], "files"],
      [["tidy", "--lookback", "7"], "data"],
      [["tidy", "--params", "[1]"], "params"],
      [["tidy", "--params", '{"nothing":1}'], "params"],
      [["tidy", "--params", '{"__proto__":1}'], "params"],
    ] as const) {
      const { code, document } = await check(workspace, ...argv);
      expect([code, document.accepted]).toEqual([1, false]);
      expect(document.findings.at(-1)).toMatchObject({ rule, verdict: "fail" });
    }
  });
});

describe("a bare script", () => {
  const script = (source: string): { workspace: string; path: string } => {
    const workspace = aFolder();
    return { workspace, path: put(join(workspace, "idea.js"), source) };
  };

  it("is accepted on data of its own, and its report is kept by its digest", WAIT, async () => {
    const { workspace, path } = script(CROSS);
    const closes = Array.from({ length: 200 }, (_, n) => 100 + Math.round(10 * Math.sin(n / 3)));
    const data = put(join(workspace, "bars.csv"), candleCsv(closes));
    const argv = [path, "--lookback", "20", "--quick", "--data", data] as const;
    const { code, document } = await check(workspace, ...argv);
    expect(document.findings.filter(({ verdict }) => verdict === "fail")).toEqual([]);
    expect([code, document.accepted]).toEqual([0, true]);
    const { bundle, source, manifest } = document.digests;
    expect([source, manifest]).toEqual([null, null]);
    const dir = join(workspace, "var/conformance", (bundle ?? "").slice(0, 12));
    const [name = ""] = readdirSync(dir);
    const report = conformanceReport.parse(JSON.parse(readFileSync(join(dir, name), "utf8")));
    expect(report.plugin).toBeNull();
    expect(report.data.at(-1)).toMatchObject({ name: "bars.csv", bars: 181 });
  });

  it("that tries to colour the terminal never gets a letter through", WAIT, async () => {
    const { workspace, path } = script(
      `export function entrySignal() { return { side: "Buy", rationale: "\\u001b[31mred" }; }`,
    );
    const named = put(join(workspace, "\u001b[31mred.js"), readFileSync(path));
    const ran = await sdk(workspace, "check", named, "--quick", "--lookback", "20");
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("rationale_characters");
    expect(ran.out + ran.err).not.toContain("\u001b");
  });

  it("that is refused says so in a report as well", WAIT, async () => {
    const { workspace, path } = script(
      "let n = 0;\n" + CROSS.replace("{ close }) {", "{ close }) { if (n++ % 2) return null;"),
    );
    const { code, document } = await check(workspace, path, "--quick", "--lookback", "20");
    expect([code, document.accepted, document.stage]).toEqual([1, false, "conformance"]);
    const failed = document.findings.filter(({ verdict }) => verdict === "fail");
    expect(failed.map(({ rule }) => rule)).toContain("determinism");
    for (const { remedy } of failed) expect(remedy.length).toBeGreaterThan(10);
  });
});

describe("the reports of one candidate", () => {
  it.for([
    [true, false, "conformance.json"],
    [false, false, `conformance-${paramsDigest({ fast: 9 }).slice(0, 12)}.json`],
    [true, true, "conformance-quick.json"],
    [false, true, "conformance-quick.json"],
  ] as const)("of default parameters %s, quick %s: %s", ([isDefault, quick, name]) => {
    const report = { ...aReport(), quick, params: { fast: isDefault ? 8 : 9 } };
    const path = reportPath(workspaceAt("/w"), report, { fast: 8 });
    expect(path).toBe(join("/w/var/candidates/tidy/3", name));
  });

  it("of a bare script are found by its digest", () => {
    const bare = { ...aReport(), plugin: null };
    const path = reportPath(workspaceAt("/w"), bare, {});
    expect(path).toBe("/w/var/conformance/bbbbbbbbbbbb/conformance.json");
  });
});

function aReport(): ConformanceReport {
  const digest = (letter: string): string => letter.repeat(64);
  return {
    schema: "conformance/1",
    createdAt: "2026-11-20T00:00:00.000Z",
    suite: 1,
    quick: false,
    accepted: true,
    plugin: {
      id: "tidy",
      version: 3,
      kind: "strategy",
      module: "js",
      sourceSha256: digest("a"),
      manifestSha256: digest("a"),
    },
    bundleSha256: digest("b"),
    params: {},
    paramsSha256: digest("c"),
    engine: { node: "1", v8: "1", arch: "x64", isolatedVm: "1", preludeSha256: digest("d") },
    data: [{ name: "one", sha256: digest("e"), bars: 1 }],
    answersSha256: digest("f"),
    findings: [{ rule: "a", verdict: "pass", message: "b", remedy: "" }],
  };
}
