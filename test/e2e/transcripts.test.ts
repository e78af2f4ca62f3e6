/** Runs every transcript beside this file through the real launchers: see README.md for its form. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { putReports } from "#test/kit/put-reports.ts";
import { aFolder } from "#test/kit/workspace.ts";
import { hasTerminal, run } from "./run.ts";

const transcripts = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".txt"));

it("has transcripts to run", () => {
  expect(transcripts.length).toBeGreaterThan(0);
});

it.for(transcripts)("%s", { timeout: 120_000 }, async (name, { skip }) => {
  const folder = aFolder();
  const blocks = blocksOf(readFileSync(join(import.meta.dirname, name), "utf8"));
  const typed = blocks.some(({ answers }) => answers.length > 0);
  if (typed && !hasTerminal()) skip("script (util-linux) is not installed");
  for (const block of blocks) {
    expect(`${block.opening}\n${await perform(folder, block)}`).toMatch(patternOf(block));
  }
});

interface Block {
  /** `$ command`, `+ path` or `= reports`. */
  readonly opening: string;
  /** `> words`: what somebody types at the terminal, in the order of the questions. */
  readonly answers: string[];
  readonly lines: string[];
}

/** Lines before the first block are a comment. */
function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  for (const line of text.trimEnd().split("\n")) {
    const block = blocks.at(-1);
    if (/^[$+=] /.test(line)) blocks.push({ opening: line, answers: [], lines: [] });
    else if (block?.opening.startsWith("$ ") === true && line.startsWith("> ")) {
      block.answers.push(line.slice(2));
    } else block?.lines.push(line);
  }
  return blocks;
}

/** Runs a command, or writes a file, which says what was written. */
async function perform(folder: string, { opening, answers, lines }: Block): Promise<string> {
  const [sign, word = "", ...args] = opening.split(" ");
  if (sign === "$") return await run(folder, word, args, answers);
  if (sign === "=") {
    const [workspace = "", id = "", slot = ""] = args;
    putReports(join(folder, workspace), id, slot);
    return lines.join("\n").trimEnd();
  }
  const path = join(folder, word);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines.join("\n"));
  return lines.join("\n").trimEnd();
}

/** `…` stands for any text in a line, `…` alone for any lines. Empty lines between blocks do not count. */
function patternOf({ opening, lines }: Block): RegExp {
  const wanted = [opening, ...lines.join("\n").trimEnd().split("\n")].map((line) =>
    line === "…" ? "(?:.*\\n)*?.*" : RegExp.escape(line).replaceAll("…", ".*"),
  );
  return new RegExp(`^${wanted.join("\\n")}$`);
}
