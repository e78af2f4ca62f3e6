/**
 * Every shape of the contract against its golden files: what a release has written, every later one reads and writes
 * again byte for byte, and nothing that is almost right passes.
 */
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { canonicalJson, parseCanonicalJson, type Json } from "#host/kernel/canonical-json.ts";
import { partsOf, partsShown } from "#test/kit/schema-rows.ts";
import { accepts, mutantsOf } from "#test/kit/schema-walk.ts";
import { goldenLines, goldenText, JOURNAL_SHAPES, SHAPES } from "./shapes.ts";

interface Example {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly line: string;
  /** The value as its file holds it: of a TOML file not what the line says, which is what is read from it. */
  readonly raw: unknown;
}

const journalLines = goldenLines("journal-entry.jsonl");
const journalExamples = JOURNAL_SHAPES.flatMap(({ name, schema }): Example[] =>
  journalLines
    .filter((line) => name === `journal-entry ${String(field(jsonOf(line), "kind"))}`)
    .map((line) => ({ name, schema, line, raw: jsonOf(line) })),
);
const examples: readonly Example[] = [
  ...SHAPES.flatMap(({ schema, files }) =>
    files.flatMap((file) =>
      goldenLines(file).map((line, index, { length }) => ({
        name: length === 1 ? file : `${file} line ${index + 1}`,
        schema,
        line,
        raw: jsonOf(line),
      })),
    ),
  ),
  ...SHAPES.flatMap(({ schema, files, tomlFiles = [] }) =>
    tomlFiles.map((file, index) => ({
      name: file,
      schema,
      line: goldenLines(files[index] ?? "").join("\n"),
      raw: parse(goldenText(file)),
    })),
  ),
  ...journalExamples,
];

/** Keys that some kinds of the shape have and the others have not: without them this example is of no kind. */
const NEEDED_BY_KIND: Readonly<Record<string, readonly string[]>> = {
  "manifest.json": ["no risk"],
  "manifest.toml": ["no risk"],
  "manifest-least.json": ["no risk"],
  "manifest-least.toml": ["no risk"],
  "manifest-wasm.json": ["no risk", "no rationales"],
  "manifest-wasm.toml": ["no risk", "no rationales"],
};

function jsonOf(line: string): Json {
  const parsed = parseCanonicalJson(line);
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.value;
}

function field(value: Json, name: string): unknown {
  return typeof value === "object" && value !== null && name in value
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

describe.for(examples.map((example) => [example.name, example] as const))(
  "%s",
  ([, { name, schema, line, raw }]) => {
    it("is read, and written as the canonical text beside it", () => {
      const read = schema.parse(raw);
      expect(canonicalJson(JSON.parse(JSON.stringify(read)) as Json)).toBe(line);
    });

    it("is refused with any key too many, any key missing and any value of another type", () => {
      const needed = NEEDED_BY_KIND[name] ?? [];
      const mutants = mutantsOf(schema, raw).map((mutant) => ({
        ...mutant,
        refused: mutant.refused || needed.includes(mutant.name),
      }));
      expect(mutants.filter(({ refused }) => refused).length).toBeGreaterThan(5);
      const wrong = mutants
        .filter(({ value, refused }) => accepts(schema, value) === refused)
        .map(({ name, refused }) => `${name}: ${refused ? "was accepted" : "was refused"}`);
      expect(wrong).toEqual([]);
    });
  },
);

describe("together the golden files", () => {
  it("show every kind of journal entry, chained in one journal", () => {
    expect(new Set(journalExamples.map(({ name }) => name))).toEqual(
      new Set(JOURNAL_SHAPES.map(({ name }) => name)),
    );
    expect(journalExamples.length).toBe(journalLines.length);
  });

  it("show every key, every option and every element that a shape has", () => {
    const shown = new Set(examples.flatMap(({ schema, raw }) => partsShown(schema, raw)));
    const hidden = [...SHAPES, ...JOURNAL_SHAPES].flatMap(({ name, schema }) =>
      [...partsOf(schema)].filter(([part]) => !shown.has(part)).map(([, path]) => name + path),
    );
    expect(hidden).toEqual([]);
  });
});
