import { chmodSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { EMPTY_HEAD } from "#host/journal/chain.ts";
import { openJournalReader, type JournalReader } from "#host/journal/read.ts";
import { assert, Fault } from "#host/kernel/result.ts";
import { childOf } from "#test/kit/child.ts";
import { draftOf } from "#test/kit/drafts.ts";
import { journalOptions, openedJournal, tamper, temporaryFolder } from "#test/kit/journal-file.ts";
import { seqOf, SLOT, STORY } from "./story.ts";

const STRANGER = fileURLToPath(new URL("./stranger.child.ts", import.meta.url));

function readerAt(path: string): JournalReader {
  const reader = openJournalReader(path);
  assert(reader.ok, "the journal opens");
  return reader.value;
}

function storyFile(): string {
  const options = journalOptions();
  const journal = openedJournal(options);
  for (const [, draft] of STORY) journal.append(draft);
  journal.close();
  return options.path;
}

describe("a reader of a journal", () => {
  it("is refused where there is none", () => {
    const outcome = openJournalReader(join(temporaryFolder(), "journal.sqlite"));
    expect(outcome).toMatchObject({ refusal: { code: "journal_missing" } });
  });

  it("sees what a running host has flushed, as soon as it has", () => {
    const options = journalOptions();
    const journal = openedJournal(options);
    const reader = readerAt(options.path);
    expect([reader.account, reader.createdBy, reader.head()]).toEqual([
      "main",
      "0.1.0",
      EMPTY_HEAD,
    ]);
    journal.append(draftOf("bar"));
    expect(reader.head().seq).toBe(-1);
    journal.flush();
    expect(reader.head()).toEqual(journal.head());
    expect(reader.recordedHead()).toEqual(journal.head());
    expect([...reader.entries()]).toHaveLength(1);
    reader.close();
    journal.close();
  });

  it("leaves the file as it was, byte for byte", () => {
    const path = storyFile();
    const before = readFileSync(path);
    const reader = readerAt(path);
    expect([...reader.entries()]).toHaveLength(STORY.length);
    reader.close();
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it.skipIf(process.getuid?.() !== 0)(
    "may be another user, who can read the folder and not write it",
    async () => {
      const path = storyFile();
      chmodSync(dirname(path), 0o755);
      const child = childOf(STRANGER, [path]);
      expect(await child.line()).toBe(`read ${STORY.length} entries`);
      const journal = openedJournal(journalOptions({ path }));
      const during = childOf(STRANGER, [path]);
      expect(await during.line()).toBe(`read ${STORY.length} entries`);
      journal.close();
    },
  );

  it("that is open when the host stops does not stop it from stopping", () => {
    const options = journalOptions();
    const journal = openedJournal(options);
    journal.append(draftOf("bar"));
    journal.flush();
    const reader = readerAt(options.path);
    reader.atOneMoment(() => {
      expect(reader.head().seq).toBe(0);
      journal.close();
    });
    const again = openedJournal(options);
    expect(again.append(draftOf("bar"))).toBe(1);
    again.close();
    expect(reader.head().seq).toBe(1);
  });

  it("sees one state of the file while it asks for one", () => {
    const options = journalOptions();
    const journal = openedJournal(options);
    journal.append(draftOf("bar"));
    journal.flush();
    const reader = readerAt(options.path);
    const heads = reader.atOneMoment(() => {
      const before = reader.head().seq;
      journal.append(draftOf("bar"));
      journal.flush();
      return [before, reader.head().seq];
    });
    expect([...heads, reader.head().seq]).toEqual([0, 0, 1]);
    journal.close();
  });

  it("finds entries by kind, slot and sequence, in both directions", () => {
    const reader = readerAt(storyFile());
    const seqs = (entries: Iterable<{ seq: number }>): number[] =>
      [...entries].map(({ seq }) => seq);
    const trades = [seqOf("trade A"), seqOf("trade B")];
    expect(seqs(reader.ofKind("trade"))).toEqual(trades);
    expect(seqs(reader.ofKind("trade", { fromSeq: (trades[0] ?? 0) + 1 }))).toEqual(
      trades.slice(1),
    );
    expect(seqs(reader.ofKind("trade", { toSeq: (trades[1] ?? 0) - 1 }))).toEqual(
      trades.slice(0, 1),
    );
    expect(seqs(reader.ofKind("trade", { slot: "paper.main.ETHUSDT" }))).toEqual([]);
    expect(seqs(reader.ofKind("trade", { slot: SLOT, instrument: "BTCUSDT" }))).toEqual(trades);
    expect(reader.newest("trade")?.seq).toBe(trades[1]);
    expect(reader.oldest("decision")?.seq).toBe(seqOf("quiet decision"));
    expect(reader.newest("decision", {}, ({ body }) => body.fn === "exit")?.seq).toBe(
      seqOf("exit decision A"),
    );
    expect(reader.newest("quarantined")).toBeNull();
  });

  it("walks over many of a kind, page by page, both ways", () => {
    const options = journalOptions();
    const journal = openedJournal(options);
    for (let i = 0; i < 1_100; i += 1)
      journal.append(draftOf(i % 2 === 0 ? "bar" : "fault", { at: i }));
    journal.close();
    const reader = readerAt(options.path);
    expect([...reader.ofKind("bar")].map(({ seq }) => seq)).toEqual(
      Array.from({ length: 550 }, (_, i) => 2 * i),
    );
    expect([...reader.ofKind("fault")]).toHaveLength(550);
    expect(reader.newest("fault", {}, ({ seq }) => seq < 3)?.seq).toBe(1);
    expect(reader.newest("bar", {}, ({ seq }) => seq < 3)?.seq).toBe(2);
  });

  it("is not led astray by text that looks like a kind", () => {
    const options = journalOptions();
    const journal = openedJournal(options);
    journal.append(draftOf("decision", { body: { answer: '"kind":"bar","leg":null' } }));
    journal.append(draftOf("fault", { body: { message: '"kind":"bar","leg":null' } }));
    journal.close();
    expect([...readerAt(options.path).ofKind("bar")]).toEqual([]);
  });

  it.for<[name: string, ask: (reader: JournalReader) => unknown]>([
    ["by its sequence", (reader) => reader.entry(seqOf("trade A"))],
    ["by its kind", (reader) => reader.newest("trade", { toSeq: seqOf("trade A") })],
    ["in its order", (reader) => [...reader.entries()]],
  ])("does not show an altered entry, asked for %s", ([, ask]) => {
    const path = storyFile();
    const sql = "UPDATE entries SET line = replace(line, '-150000000', '150000000') WHERE seq = ?";
    tamper(path, sql, seqOf("trade A"));
    expect(() => ask(readerAt(path))).toThrow(Fault);
  });
});
