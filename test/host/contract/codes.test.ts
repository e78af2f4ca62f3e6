import { readFileSync } from "node:fs";
import { globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ANSWER_FAULTS } from "#host/cell/faults.ts";
import { CODES, type CodeEntry } from "#host/contract/codes.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const entries: readonly (readonly [string, CodeEntry])[] = Object.entries(CODES);
const sources = globSync("{host,sdk,keys}/**/*.{ts,js}", {
  cwd: ROOT,
  exclude: (path) => path.includes("contract/codes"),
}).map((path) => readFileSync(join(ROOT, path), "utf8"));

describe.for(entries)("%s", ([code, { meaning, remedy }]) => {
  it("is a name, with sentences that a person can act on", () => {
    expect(code).toMatch(/^[a-z]+[0-9]*(_[a-z0-9]+)+$|^(halted|quarantined)$/);
    for (const sentence of [meaning, remedy]) {
      expect(sentence).toMatch(/^[^A-Z].*[^.!]$/);
      expect(sentence.length).toBeGreaterThan(12);
    }
  });

  it("is raised somewhere", () => {
    expect(sources.some((text) => text.includes(`"${code}"`) || text.includes(`\`${code}`))).toBe(
      true,
    );
  });
});

it("no two areas give one code", () => {
  const tables = globSync("host/contract/codes/*.ts", { cwd: ROOT });
  const said = tables.flatMap((path) =>
    [...readFileSync(join(ROOT, path), "utf8").matchAll(/^ {2}([a-z0-9_]+): \{$/gm)].map(
      ([, code]) => code,
    ),
  );
  expect(said.toSorted()).toEqual(entries.map(([code]) => code).toSorted());
});

it("no refusal has the name of a cell's answer", () => {
  expect(entries.filter(([code]) => ANSWER_FAULTS.has(code)).map(([code]) => code)).toEqual([]);
});
