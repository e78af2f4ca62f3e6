/**
 * What was released stays: a shape may get optional keys and a closed list more members, and nothing else may change
 * (decision A1). A change that is meant is written into the golden file by hand, where a reviewer sees it.
 */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ANSWER_FAULTS } from "#host/cell/faults.ts";
import { CODES } from "#host/contract/codes.ts";
import { COLUMNS, timeframe, TIMEFRAMES } from "#host/contract/candles.ts";
import { journalBodies } from "#host/contract/journal.ts";
import { rowsOf, type Rows } from "#test/kit/schema-rows.ts";
import { goldenText, JOURNAL_SHAPES, SHAPES } from "./shapes.ts";

const rows = z.record(z.string(), z.record(z.string(), z.string()));
const lists = z.record(z.string(), z.array(z.string()));
const released: Readonly<Record<string, Rows>> = rows.parse(JSON.parse(goldenText("shapes.json")));
const codes = lists.parse(JSON.parse(goldenText("codes.json")));

/** Sentences about every row that is not what it was. */
function drift(name: string, before: Rows, now: Rows): readonly string[] {
  const changed = Object.entries(before)
    .filter(([path, row]) => now[path] !== row)
    .map(([path, row]) => `${name} ${path} was released as ${row} and is ${now[path] ?? "gone"}`);
  const added = Object.entries(now)
    .filter(([path]) => !Object.hasOwn(before, path))
    .map(([path, row]) =>
      row.startsWith("optional") || !parentWasReleased(path, before)
        ? `${name} ${path} is new: add "${path}": ${JSON.stringify(row)} to shapes.json`
        : `${name} ${path} is new and required: files that exist do not have it`,
    );
  return [...changed, ...added];
}

/** A part of something new may well be required: whoever writes the new thing writes all of it. */
function parentWasReleased(path: string, before: Rows): boolean {
  const parent = path.replace(/(\.[^.<>[\]]+|\[\d*\]|<[^<>]*>)$/, "");
  return parent === path || parent === "" || Object.hasOwn(before, parent);
}

describe("released shapes", () => {
  it.for([...SHAPES, ...JOURNAL_SHAPES].map(({ name, schema }) => [name, schema] as const))(
    "%s",
    ([name, schema]) => {
      expect(drift(name, released[name] ?? {}, rowsOf(schema))).toEqual([]);
    },
  );

  it("are all still there", () => {
    const now = new Set([...SHAPES, ...JOURNAL_SHAPES].map(({ name }) => name));
    expect(Object.keys(released).filter((name) => !now.has(name))).toEqual([]);
  });
});

describe("released closed lists", () => {
  const codesThatAre = (is: string): readonly string[] =>
    Object.entries(CODES)
      .filter(([, entry]) => entry.is === is)
      .map(([code]) => code);

  it.for<[name: string, now: readonly string[]]>([
    ["refusals", codesThatAre("refusal")],
    ["faults", codesThatAre("fault")],
    ["answerFaults", [...ANSWER_FAULTS.keys()]],
    ["journalKinds", Object.keys(journalBodies)],
    ["columns", COLUMNS],
    ["timeframes", timeframe.options],
  ])("%s", ([name, now]) => {
    const before = codes[name] ?? [];
    expect({ gone: before.filter((each) => !now.includes(each)) }).toEqual({ gone: [] });
    expect({ notYetInGolden: now.filter((each) => !before.includes(each)) }).toEqual({
      notYetInGolden: [],
    });
  });

  it("timeframes have one length each, rising", () => {
    expect(timeframe.options).toEqual(Object.keys(TIMEFRAMES));
    const minutes = Object.values(TIMEFRAMES);
    expect(minutes).toEqual(minutes.toSorted((a, b) => a - b));
  });
});

describe("the drift check itself", () => {
  const before = z.strictObject({ a: z.string(), b: z.int().min(1).optional() });

  it("says nothing about the same shape", () => {
    expect(drift("x", rowsOf(before), rowsOf(before))).toEqual([]);
  });

  it.for<[name: string, now: z.ZodType, says: RegExp]>([
    ["a key that is gone", z.strictObject({ a: z.string() }), /^x b was released .* is gone$/],
    ["another type", z.strictObject({ ...before.shape, a: z.number() }), /^x a was/],
    [
      "a tighter bound",
      z.strictObject({ ...before.shape, b: z.int().min(2).optional() }),
      /^x b was/,
    ],
    ["a pattern", z.strictObject({ ...before.shape, a: z.string().regex(/^a$/) }), /^x a was/],
    [
      "a key that became required",
      z.strictObject({ ...before.shape, b: z.int().min(1) }),
      /^x b was/,
    ],
    [
      "a new required key",
      z.strictObject({ ...before.shape, c: z.string() }),
      /^x c is new and req/,
    ],
    [
      "a new optional key, whose own key may be required",
      z.strictObject({ ...before.shape, c: z.strictObject({ d: z.string() }).optional() }),
      /^x c is new: add .*\nx c\.d is new: add /,
    ],
  ])("names %s", ([, now, says]) => {
    expect(drift("x", rowsOf(before), rowsOf(now)).join("\n")).toMatch(says);
  });
});
