import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ANSWER_FAULTS } from "#host/cell/faults.ts";
import { CODES, type CodeEntry } from "#host/contract/codes.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const entries: readonly (readonly [string, CodeEntry])[] = Object.entries(CODES);
const sources = globSync("{host,sdk,keys}/**/*.{ts,js}", {
  cwd: ROOT,
  exclude: (path) => path.includes("contract/codes"),
}).map((path) => withoutComments(readFileSync(join(ROOT, path), "utf8")));

/** A docstring that names a code does not raise it. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");
}

describe.for(entries)("%s", ([code, { meaning, remedy }]) => {
  it("is a name, with sentences that a person can act on", () => {
    expect(code).toMatch(/^[a-z]+[0-9]*(_[a-z0-9]+)+$|^(halted|quarantined)$/);
    for (const sentence of [meaning, remedy]) {
      expect(sentence).toMatch(/^[^A-Z].*[^.!]$/);
      expect(sentence.length).toBeGreaterThan(12);
    }
  });

  it("is raised somewhere", () => {
    // `${what}_digest_differs` is a way to say three codes.
    const ending = code.replace(/^[a-z]+/, "");
    const said = new RegExp(String.raw`\b${code}\b|[$][{][^}]*[}]${ending}\b`);
    expect(sources.some((text) => said.test(text))).toBe(true);
  });
});

it("no two areas give one code", () => {
  const tables = globSync("host/contract/codes/*.ts", { cwd: ROOT });
  const said = tables.flatMap((path) =>
    [...readFileSync(join(ROOT, path), "utf8").matchAll(/^ {2}([a-z0-9_]+): \{$/gm)].map(
      ([, code]) => code,
    ),
  );
  expect(new Set(said)).toEqual(new Set(entries.map(([code]) => code)));
  expect(said).toHaveLength(entries.length);
});

it("no refusal has the name of a cell's answer", () => {
  expect(entries.filter(([code]) => ANSWER_FAULTS.has(code)).map(([code]) => code)).toEqual([]);
});
