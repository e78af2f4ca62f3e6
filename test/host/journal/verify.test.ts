import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChainHead } from "#host/journal/chain.ts";
import { EMPTY_HEAD, link } from "#host/journal/chain.ts";
import { generalText } from "#host/journal/entry.ts";
import { exportLines, verifyExport } from "#host/journal/jsonl.ts";
import { openJournalReader, type JournalReader } from "#host/journal/read.ts";
import { verifyJournal, verifyLines } from "#host/journal/verify.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { assert, type Result } from "#host/kernel/result.ts";
import { draftsOfEveryKind } from "#test/kit/drafts.ts";
import { journalOptions, openedJournal, tamper, temporaryFolder } from "#test/kit/journal-file.ts";

/** `journal_altered 3`, or `ok 25`. */
const said = (outcome: Result<ChainHead>): string =>
  outcome.ok
    ? `ok ${outcome.value.seq}`
    : `${outcome.refusal.code} ${outcome.refusal.detail?.["seq"] ?? "?"}`;

const LINES: string[] = [];
let head = EMPTY_HEAD;
for (const draft of draftsOfEveryKind()) {
  const next = link(draft, "main", head);
  LINES.push(next.line);
  head = next;
}
const HEAD: ChainHead = { seq: head.seq, sha256: head.sha256 };
const LAST = HEAD.seq;

const verifyText = (lines: readonly string[], expected?: ChainHead): string =>
  said(
    verifyLines(
      lines.map((line) => ({ line })),
      expected === undefined ? {} : { head: expected },
    ),
  );

/** A line rewritten with its chain position kept: what a careful forger would do to one entry. */
const forged = (line: string): string => line.replace('"at":1', '"at":2');

describe("an export", () => {
  it("verifies to its newest entry", () => {
    expect(verifyText(LINES, HEAD)).toBe(`ok ${LAST}`);
    expect(verifyText([])).toBe("ok -1");
  });

  it.for<[name: string, says: string, change: (lines: string[]) => void]>([
    ["its first entry removed", "journal_entry_missing 0", (lines) => lines.splice(0, 1)],
    ["a middle entry removed", "journal_entry_missing 9", (lines) => lines.splice(9, 1)],
    ["three entries removed", "journal_entry_missing 9", (lines) => lines.splice(9, 3)],
    ["its tail removed", "journal_entry_missing 20", (lines) => lines.splice(20)],
    ["everything removed", "journal_entry_missing 0", (lines) => lines.splice(0)],
    [
      "two neighbours swapped",
      "journal_reordered 9",
      (lines) => lines.splice(9, 2, lines[10] ?? "", lines[9] ?? ""),
    ],
    [
      "two distant entries swapped",
      "journal_reordered 4",
      (lines) => {
        [lines[4], lines[15]] = [lines[15] ?? "", lines[4] ?? ""];
      },
    ],
    ["an entry twice", "journal_reordered 9", (lines) => lines.splice(9, 0, lines[8] ?? "")],
    [
      "an entry rewritten",
      "journal_altered 9",
      (lines) => lines.splice(9, 1, forged(lines[9] ?? "")),
    ],
    [
      "its first entry rewritten",
      "journal_altered 0",
      (lines) => lines.splice(0, 1, forged(lines[0] ?? "")),
    ],
    [
      "its last entry rewritten",
      `journal_altered ${LAST}`,
      (lines) => lines.push(forged(lines.pop() ?? "")),
    ],
    ["an empty line", "journal_altered 9", (lines) => lines.splice(9, 0, "")],
    [
      "an entry added after the last write",
      `journal_altered ${LAST + 1}`,
      (lines) => lines.push(after(HEAD)),
    ],
    [
      "an entry of another account",
      "journal_altered 3",
      (lines) => lines.splice(0, 99, ...otherAccount()),
    ],
    [
      "a shape of no release, chained well",
      "journal_shape_invalid 2",
      (lines) => lines.splice(0, 99, ...strangeShape()),
    ],
  ])("with %s is refused: %s", ([, says, change]) => {
    const lines = [...LINES];
    change(lines);
    expect(verifyText(lines, HEAD)).toBe(says);
  });

  it("with any byte of any line flipped names that entry", () => {
    const dir = temporaryFolder();
    const whole = Buffer.from(`${LINES.join("\n")}\n`);
    fc.assert(
      fc.property(fc.nat(whole.length - 2), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const bytes = Buffer.from(whole);
        bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at);
        const path = join(dir, "journal.jsonl");
        writeFileSync(path, bytes);
        const seq = whole.subarray(0, at).toString("latin1").split("\n").length - 1;
        // A line end made of a byte, or a byte of a line end, spoils the line it was in.
        expect(said(verifyExport(path, { head: HEAD }))).toBe(`journal_altered ${seq}`);
      }),
      { numRuns: 200 },
    );
  });

  it("does not prove its last entry without the head it was made with", () => {
    const lines = [...LINES.slice(0, -1), forged(LINES.at(-1) ?? "")];
    expect(verifyText(lines)).toBe(`ok ${LAST}`);
    expect(verifyText(lines, HEAD)).toBe(`journal_altered ${LAST}`);
  });

  it("that was cut off in the middle of a line is refused at that line", () => {
    const path = join(temporaryFolder(), "journal.jsonl");
    writeFileSync(path, LINES.join("\n").slice(0, -9));
    expect(said(verifyExport(path))).toBe(`journal_altered ${LAST}`);
  });

  it("larger than one read is read whole", () => {
    const path = join(temporaryFolder(), "journal.jsonl");
    const lines: string[] = [];
    let before = EMPTY_HEAD;
    const [draft] = draftsOfEveryKind().filter(({ kind }) => kind === "intent");
    assert(draft !== undefined, "there is an intent");
    while (lines.length < 1_500) {
      const next = link(draft, "main", before);
      lines.push(`${next.line}\n`);
      before = next;
    }
    writeFileSync(path, lines.join(""));
    expect(said(verifyExport(path))).toBe("ok 1499");
  });
});

function after(at: ChainHead): string {
  const [draft] = draftsOfEveryKind();
  assert(draft !== undefined, "there is a draft");
  return link(draft, "main", at).line;
}

/** Entries 3 and later are well chained, and of somebody else. */
function otherAccount(): string[] {
  const lines: string[] = [];
  let before = EMPTY_HEAD;
  for (const draft of draftsOfEveryKind()) {
    const next = link(draft, before.seq < 2 ? "main" : "other", before);
    lines.push(next.line);
    before = next;
  }
  return lines;
}

/** Entry 2 has a body that no release writes, and the rest is chained to it. */
function strangeShape(): string[] {
  const lines: string[] = [];
  let before = EMPTY_HEAD;
  for (const [seq, draft] of draftsOfEveryKind().entries()) {
    const place = { schema: "journal/1", leg: null, account: "main", seq, prev: before.sha256 };
    const body = seq === 2 ? { strange: true } : draft.body;
    const line = generalText({ ...draft, ...place, body });
    lines.push(line);
    before = { seq, sha256: sha256Hex(line) };
  }
  return lines;
}

describe("a journal file", () => {
  function written(): { path: string; verify: () => string } {
    const options = journalOptions();
    const journal = openedJournal(options);
    for (const draft of draftsOfEveryKind()) journal.append(draft);
    journal.close();
    return {
      path: options.path,
      verify: () => reading(options.path, (r) => said(verifyJournal(r))),
    };
  }
  const reading = <T>(path: string, work: (reader: JournalReader) => T): T => {
    const reader = openJournalReader(path);
    assert(reader.ok, "the journal opens");
    const result = work(reader.value);
    reader.value.close();
    return result;
  };

  it("verifies, and so does its export with the same head", () => {
    const { path, verify } = written();
    expect(verify()).toBe(`ok ${LAST}`);
    const lines = reading(path, (reader) => [...exportLines(reader)]);
    expect(lines.map((line) => line.trimEnd())).toEqual(LINES);
  });

  const putRow = (path: string, seq: number, line: string): void =>
    tamper(
      path,
      "UPDATE entries SET line = ?, sha256 = ? WHERE seq = ?",
      line,
      Buffer.from(sha256Hex(line), "hex"),
      seq,
    );
  const forgeRow = (path: string, seq: number): void => putRow(path, seq, forged(LINES[seq] ?? ""));
  it.for<[name: string, says: string, attack: (path: string) => void]>([
    [
      "a line changed",
      "journal_altered 7",
      (p) => tamper(p, "UPDATE entries SET line = ? WHERE seq = 7", forged(LINES[7] ?? "")),
    ],
    [
      "a digest changed",
      "journal_altered 7",
      (p) => tamper(p, "UPDATE entries SET sha256 = zeroblob(32) WHERE seq = 7"),
    ],
    ["a line and its digest rewritten", "journal_altered 7", (p) => forgeRow(p, 7)],
    ["the first line and its digest rewritten", "journal_altered 0", (p) => forgeRow(p, 0)],
    ["the last line and its digest rewritten", `journal_altered ${LAST}`, (p) => forgeRow(p, LAST)],
    [
      "an entry deleted",
      "journal_entry_missing 7",
      (p) => tamper(p, "DELETE FROM entries WHERE seq = 7"),
    ],
    [
      "its first entry deleted",
      "journal_entry_missing 0",
      (p) => tamper(p, "DELETE FROM entries WHERE seq = 0"),
    ],
    [
      "its tail deleted",
      "journal_entry_missing 8",
      (p) => tamper(p, "DELETE FROM entries WHERE seq > 7"),
    ],
    [
      "two entries swapped",
      "journal_reordered 6",
      (p) => {
        putRow(p, 6, LINES[7] ?? "");
        putRow(p, 7, LINES[6] ?? "");
      },
    ],
    [
      "a line that is not UTF-8",
      "journal_altered 7",
      (p) => tamper(p, "UPDATE entries SET line = CAST(X'7bff' AS TEXT) WHERE seq = 7"),
    ],
  ])("with %s is refused: %s", ([, says, attack]) => {
    const { path, verify } = written();
    attack(path);
    expect(verify()).toBe(says);
  });

  it("with any byte of any line flipped names that entry", () => {
    const { path, verify } = written();
    fc.assert(
      fc.property(fc.nat(LAST), fc.nat(), fc.integer({ min: 1, max: 255 }), (seq, where, mask) => {
        const original = Buffer.from(LINES[seq] ?? "");
        const bytes = Buffer.from(original);
        const at = where % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at);
        const put = (line: Uint8Array): void =>
          tamper(path, "UPDATE entries SET line = CAST(? AS TEXT) WHERE seq = ?", line, seq);
        put(bytes);
        const says = verify();
        put(original);
        expect(says).toBe(`journal_altered ${seq}`);
      }),
      { numRuns: 40 },
    );
    expect(verify()).toBe(`ok ${LAST}`);
  });
});
