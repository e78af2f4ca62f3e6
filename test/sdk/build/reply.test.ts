/** The reply of the bundler's child is believed only as far as the rules go. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { BUILD_RULES } from "#sdk/build/rules.ts";
import { bundlePlugin, judgeReply } from "#sdk/build/bundle.ts";
import { missingBundler } from "#sdk/build/bundler-binary.ts";
import { put } from "#test/kit/sdk.ts";
import { aFolder } from "#test/kit/workspace.ts";

const REPLY = {
  ok: true as const,
  bundle: "export const entrySignal = () => null;\n",
  again: "export const entrySignal = () => null;\n",
  exports: ["entrySignal"],
  esbuild: "0.28.2",
  warnings: [],
};
const failed = (reply: typeof REPLY) =>
  judgeReply(reply, "0".repeat(64), "strategy")
    .findings.filter(({ verdict }) => verdict === "fail")
    .map(({ rule }) => rule);

it("says which package of the bundler is missing, and how it is installed", async () => {
  const folder = aFolder();
  const binary = `@esbuild/${process.platform}-${process.arch}`;
  expect(missingBundler([folder])).toBe("esbuild");
  put(join(folder, "esbuild/package.json"), "{}");
  expect(missingBundler([folder])).toBe(binary);
  const { bundle, findings } = await bundlePlugin(new Map(), "signal.ts", "strategy", binary);
  expect(bundle).toBe(null);
  expect(findings).toEqual([
    expect.objectContaining({
      rule: "bundler",
      verdict: "fail",
      message: `the bundler is not installed: the package ${binary} is missing`,
      remedy: "npm ci --include=optional",
    }),
  ]);
  put(join(folder, binary, "bin/esbuild"), "");
  expect(missingBundler([folder])).toBe(null);
  expect(missingBundler()).toBe(null);
});

it("finds nothing wrong with two equal builds", () => {
  expect(failed(REPLY)).toEqual([]);
});

it("refuses builds that differ in one byte", () => {
  expect(failed({ ...REPLY, again: REPLY.again.replace("null", "nul1") })).toEqual([
    "reproducible",
  ]);
  expect(BUILD_RULES.reproducible.code).toBe("build_not_reproducible");
});

it.for([
  ["exactly as large as a cell accepts", 262_144, []],
  ["one byte larger", 262_145, ["bundle-size"]],
] as const)("measures a bundle %s in bytes, not in letters", ([, bytes, rules]) => {
  const text = `/*${"é".repeat((bytes - 4) >> 1)}*/${"x".repeat(bytes % 2)}`;
  expect(Buffer.byteLength(text)).toBe(bytes);
  expect(failed({ ...REPLY, bundle: text, again: text })).toEqual(rules);
});

it("reports what the bundler finds odd without refusing", () => {
  const odd = {
    rule: "lint" as const,
    file: "signal.ts",
    line: 3,
    text: "comparison is always false",
  };
  const { findings } = judgeReply({ ...REPLY, warnings: [odd] }, "0".repeat(64), "strategy");
  expect(findings).toContainEqual(
    expect.objectContaining({ rule: "syntax", verdict: "report", file: "signal.ts", line: 3 }),
  );
});
