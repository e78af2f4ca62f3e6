import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { JOURNAL_KINDS } from "#host/contract/journal.ts";
import { EMPTY_HEAD, link } from "#host/journal/chain.ts";
import { readCanonicalEntry } from "#host/journal/entry.ts";
import { verifyExport } from "#host/journal/jsonl.ts";
import { assert } from "#host/kernel/result.ts";
import { goldenJournal } from "#test/golden/journal/make.ts";

/** Journals as releases wrote them, with the head they had. Lines are added for new kinds and never changed. */
const RELEASED = [
  {
    name: "v1.jsonl",
    entries: 37,
    head: "4b3079248859d68619a06a791d393a51be344c17093c03ec84aa9e1745d97f9b",
  },
];

describe.each(RELEASED)("the journal $name", ({ name, entries, head }) => {
  const path = join(import.meta.dirname, "../../golden/journal", name);
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");

  it("verifies to the head it had", () => {
    const expected = { seq: entries - 1, sha256: head };
    expect(verifyExport(path, { account: "main", head: expected })).toEqual({
      ok: true,
      value: expected,
    });
  });

  it("has every kind, and each reads back", () => {
    const kinds = lines.map((line) => {
      const entry = readCanonicalEntry(line);
      assert(entry.ok, "a released line reads");
      return entry.value.kind;
    });
    expect(kinds).toEqual(JOURNAL_KINDS);
  });

  it("is written again byte for byte by this release", () => {
    let before = EMPTY_HEAD;
    for (const line of lines) {
      const entry = readCanonicalEntry(line);
      assert(entry.ok, "a released line reads");
      const again = link(entry.value, entry.value.account, before);
      expect(again.line).toBe(line);
      before = again;
    }
  });
});

it("the newest of them is what its script makes", () => {
  const path = join(import.meta.dirname, "../../golden/journal/v1.jsonl");
  expect(goldenJournal()).toBe(readFileSync(path, "utf8"));
});
