/** Sources that attack the tools: a refusal within ten seconds, and no process left behind. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { bundlePlugin } from "#sdk/build/bundle.ts";
import { runChild } from "#sdk/build/child.ts";

/** On a busy machine even what would be a syntax error may only end at the deadline. */
const ATTACKS: readonly (readonly [attack: string, source: string, rule: RegExp])[] = [
  [
    "functions nested sixty thousand deep, which the bundler takes hours over",
    `export const entrySignal = () => ${"a=>".repeat(60_000)}1;`,
    /^bundler$/,
  ],
  [
    "a quarter of a million exclamation marks, which overflow the bundler's stack",
    `export const entrySignal = ${"!".repeat(250_000)}1;`,
    /^bundler$/,
  ],
  [
    "brackets that are never closed",
    `export const entrySignal = ${"(".repeat(250_000)}`,
    /^(?:bundler|syntax)$/,
  ],
  [
    "templates inside templates",
    `export const entrySignal = ${"`${".repeat(80_000)}`,
    /^(?:bundler|syntax)$/,
  ],
];

it.for(ATTACKS)("%s", { timeout: 30_000 }, async ([, source, rule]) => {
  const begunMs = performance.now();
  const { bundle, findings } = await bundlePlugin(
    new Map([["signal.ts", source]]),
    "signal.ts",
    null,
  );
  expect(bundle).toBeNull();
  expect(findings).toEqual([
    expect.objectContaining({ rule: expect.stringMatching(rule), verdict: "fail" }),
  ]);
  expect(performance.now() - begunMs).toBeLessThan(10_000);
  expect(leftBehind()).toEqual([]);
});

it("kills a child and its children at the deadline", async () => {
  const marker = "left-behind-by-a-test";
  const script = `require("node:child_process").spawn(process.execPath, ["-e", "for (;;);", "${marker}"]); for (;;);`;
  const end = await runChild({
    args: ["-e", script, marker],
    input: "",
    wallMsMax: 1_000,
    outputBytesMax: 10,
  });
  expect(end).toEqual({ kind: "stopped", why: "it did not end within 1000 ms" });
  await expect.poll(() => running(marker)).toEqual([]);
});

it("stops a child that says too much", async () => {
  const args = ["-e", `for (;;) process.stdout.write("x".repeat(1000));`];
  const end = await runChild({ args, input: "", wallMsMax: 10_000, outputBytesMax: 5_000 });
  expect(end).toEqual({ kind: "stopped", why: "it said more than 5000 bytes" });
});

/** Ours, or nobody's any more. Dead ones that nobody buried count too: they have a name, but no command line. */
function leftBehind(): string[] {
  return processes()
    .map((id) => `${read(`/proc/${id}/status`)}${read(`/proc/${id}/cmdline`)}`)
    .filter((text) => /^Name:\s+esbuild|bundle-child/m.test(text))
    .filter((text) => {
      const parent = /^PPid:\s+(\d+)/m.exec(text)?.[1];
      return parent === "1" || parent === String(process.pid);
    });
}

function running(word: string): string[] {
  return processes()
    .map((id) => read(`/proc/${id}/cmdline`).replaceAll("\0", " "))
    .filter((line) => line.includes(word));
}

function processes(): string[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it ended while we looked
  }
}
