/** Runs every transcript beside this file through the real launchers: see README.md for its form. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { aFolder } from "#test/kit/workspace.ts";

const ROOT = join(import.meta.dirname, "../..");
const LAUNCHERS: Readonly<Record<string, string>> = {
  host: join(ROOT, "host/host.js"),
  sdk: join(ROOT, "sdk/sdk.js"),
  sign: join(ROOT, "keys/sign.js"),
};

const transcripts = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".txt"));

it("has transcripts to run", () => {
  expect(transcripts.length).toBeGreaterThan(0);
});

it.for(transcripts)("%s", { timeout: 120_000 }, (name) => {
  const folder = aFolder();
  const blocks = blocksOf(readFileSync(join(import.meta.dirname, name), "utf8"));
  for (const block of blocks) {
    expect(`${block.opening}\n${perform(folder, block)}`).toMatch(patternOf(block));
  }
});

interface Block {
  /** `$ command` or `+ path`. */
  readonly opening: string;
  readonly lines: string[];
}

/** Lines before the first block are a comment. */
function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  for (const line of text.trimEnd().split("\n")) {
    if (/^[$+] /.test(line)) blocks.push({ opening: line, lines: [] });
    else blocks.at(-1)?.lines.push(line);
  }
  return blocks;
}

/** Runs a command, or writes a file, which says what was written. */
function perform(folder: string, { opening, lines }: Block): string {
  const [sign, word = "", ...args] = opening.split(" ");
  if (sign === "$") return run(folder, word, args);
  const path = join(folder, word);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines.join("\n"));
  return lines.join("\n").trimEnd();
}

/** Both streams, then the exit code. Words are separated by spaces; a transcript needs no quotes. */
function run(folder: string, program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [LAUNCHERS[program] ?? program, ...args],
    { cwd: folder, encoding: "utf8" },
  );
  return `${stdout}${stderr}exit ${status}`;
}

/** `…` stands for any text in a line, `…` alone for any lines. Empty lines between blocks do not count. */
function patternOf({ opening, lines }: Block): RegExp {
  const wanted = [opening, ...lines.join("\n").trimEnd().split("\n")].map((line) =>
    line === "…" ? "(?:.*\\n)*?.*" : RegExp.escape(line).replaceAll("…", ".*"),
  );
  return new RegExp(`^${wanted.join("\\n")}$`);
}
