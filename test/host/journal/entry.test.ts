import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GENESIS, journalBodies } from "#host/contract/journal.ts";
import { generalText, lineOf, readCanonicalEntry, readEntry } from "#host/journal/entry.ts";
import { draftOf, draftsOfEveryKind } from "#test/kit/drafts.ts";

const PLACE = { seq: 7, prev: GENESIS, account: "main" };
/** Whole numbers above 2^53 are refused in strict JSON: no price or volume comes near. */
const number = fc
  .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.constant(-0))
  .filter((value) => !Number.isInteger(value) || Number.isSafeInteger(value));

/** What the line must be, said in the plainest way: the whole entry through the general canonical writer. */
const plainLine = (draft: ReturnType<typeof draftOf>): string =>
  generalText({ schema: "journal/1", leg: null, ...PLACE, ...draft });

describe("the text of an entry", () => {
  it("is the canonical JSON of the entry, for every kind", () => {
    for (const draft of draftsOfEveryKind()) expect(lineOf(draft, PLACE)).toBe(plainLine(draft));
  });

  it("is that for every bar, spelled out as it is", () => {
    const side = fc.option(number);
    fc.assert(
      fc.property(
        fc.tuple(fc.nat(), number, number, number, number, number, side, side),
        fc.boolean(),
        fc.nat(),
        (row, carry, bar) => {
          const draft = draftOf("bar", { body: { row, carry, bar, revision: bar % 3 } });
          expect(lineOf(draft, PLACE)).toBe(plainLine(draft));
        },
      ),
    );
  });

  it("is that for every decision, whatever its answer says", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 60 });
    fc.assert(
      fc.property(text, fc.option(text), fc.option(fc.boolean()), (answer, message, retried) => {
        const body = {
          answer,
          retried: retried ?? undefined,
          refusal: message === null ? undefined : { code: "not_flat", message },
        };
        const draft = draftOf("decision", { body });
        expect(lineOf(draft, PLACE)).toBe(plainLine(draft));
      }),
    );
  });

  it("has no lone surrogates, which have no bytes", () => {
    const line = lineOf(draftOf("fault", { body: { message: "bad \ud800 text" } }), PLACE);
    expect(line).toContain("bad \ufffd text");
    expect(lineOf(draftOf("decision", { body: { answer: "\udc00" } }), PLACE)).toContain("\ufffd");
  });

  it("is read back as it was", () => {
    for (const draft of draftsOfEveryKind()) {
      const entry = readCanonicalEntry(lineOf(draft, PLACE));
      expect(entry).toMatchObject({ ok: true, value: { ...draft, seq: 7 } });
    }
  });
});

describe("a line is not an entry when it", () => {
  const line = lineOf(draftOf("bar"), PLACE);
  it.for<[name: string, text: string]>([
    ["is empty", ""],
    ["is not JSON", line.slice(0, -1)],
    ["is JSON of something else", "[]"],
    ["has a kind of no release", line.replace('"kind":"bar"', '"kind":"bars"')],
    ["has a kind that objects inherit", line.replace('"kind":"bar"', '"kind":"constructor"')],
    ["has another schema", line.replace("journal/1", "journal/2")],
    ["lacks a field", line.replace('"leg":null,', "")],
    ["has a field too many", line.replace('"leg":null,', '"leg":null,"note":"x",')],
    ["has a field too many in its body", line.replace('"carry":', '"brought":1,"carry":')],
    ["has text for a number", line.replace('"revision":0', '"revision":"0"')],
  ])("%s", ([, text]) => {
    expect(readEntry(text)).toMatchObject({ refusal: { code: "journal_shape_invalid" } });
  });

  it.for<[name: string, text: string]>([
    ["has a space", line.replace(",", ", ")],
    ["says a number in another way", line.replace('"revision":0', '"revision":0.0')],
    ["says -0", line.replace('"revision":0', '"revision":-0')],
    ["has a key twice", line.replace('"leg":null,', '"leg":null,"leg":null,')],
    ["escapes what needs none", line.replace('"5m"', String.raw`"5\u006d"`)],
    ["has its keys in another order", line.replace(/("account":"main"),("at":\d+)/, "$2,$1")],
  ])("%s", ([, text]) => {
    expect(text).not.toBe(line);
    expect(readCanonicalEntry(text)).toMatchObject({ refusal: { code: "journal_shape_invalid" } });
  });
});

it("every kind of the contract has an example in the kit", () => {
  expect(draftsOfEveryKind().map(({ kind }) => kind)).toEqual(Object.keys(journalBodies));
});
