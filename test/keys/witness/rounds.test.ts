import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Checkpoint } from "#host/contract/checkpoint.ts";
import { assert, Fault } from "#host/kernel/result.ts";
import type { Journal } from "#host/ports.ts";
import { verifyCheckpoint } from "#host/trust/checkpoint.ts";
import { commandRunner } from "#keys/witness/command-runner.ts";
import { deliver, type Destination } from "#keys/witness/deliver.ts";
import { openJournalRows, type JournalRows } from "#keys/witness/journal-rows.ts";
import { recall, remember, type MemoryPlace } from "#keys/witness/memory.ts";
import { AGE_MS_MAX, ENTRIES_MAX, round, type Mark, type Post } from "#keys/witness/rounds.ts";
import { NOTHING_WITNESSED } from "#keys/witness/walk.ts";
import { SigningKey } from "#keys/signing-key.ts";
import { draftOf } from "#test/kit/drafts.ts";
import {
  journalOptions,
  linesOf,
  openedJournal,
  seqsOf,
  tamper,
  temporaryFolder,
} from "#test/kit/journal-file.ts";
import { alice, aRoot, NOW_MS, rootKey, sha256, trusted } from "#test/kit/signer.ts";

const runCommandLine = commandRunner(process.env);
const NONE: Mark = { witnessed: NOTHING_WITNESSED, atMs: 0 };

const SEED = Buffer.from(sha256("a witness"), "hex");
const half = new SigningKey(SEED, "witness", ["paper"]).half;
const { keyring } = trusted(
  aRoot({
    keys: [rootKey(alice), { ...rootKey(alice), keyid: half.keyid, publicKey: half.publicKey }],
    roles: {
      release: { keyids: [alice.keyid], threshold: 1 },
      log: { keyids: [half.keyid], threshold: 1 },
    },
  }),
);

/** A journal that a host holds open, and a witness that keeps what it signs. */
function desk(entries: number) {
  const { path, journal } = written(entries);
  const handed: { checkpoint: Checkpoint; envelope: Uint8Array }[] = [];
  const clock = { nowMs: NOW_MS };
  const post: Post = {
    account: "main",
    rows: rowsIn(path),
    key: new SigningKey(SEED, "witness", ["paper"]),
    nowMs: () => clock.nowMs,
    hand: async (checkpoint, envelope) => void handed.push({ checkpoint, envelope }),
  };
  return { path, journal, post, handed, clock };
}

/**
 * The same rows through the host's own library: two SQLite libraries in one process take each other's locks away. The
 * witness's is tested below on a journal at rest, and against a running host by the transcripts.
 */
function rowsIn(path: string): JournalRows {
  return {
    page: (fromSeq) =>
      linesOf(path)
        .map((line, i) => ({ seq: seqsOf(path)[i] ?? -1, line }))
        .filter(({ seq }) => seq >= fromSeq),
    close: () => undefined,
  };
}

function written(entries: number): { path: string; journal: Journal } {
  const options = journalOptions();
  const journal = openedJournal(options);
  add(journal, entries);
  return { path: options.path, journal };
}

function add(journal: Journal, entries: number): void {
  for (let i = 0; i < entries; i += 1) journal.append(draftOf("breaker", { at: NOW_MS + i }));
  journal.flush();
}

async function rounded(post: Post, last: Mark, atOnce = false): Promise<Mark> {
  const after = await round(post, last, atOnce);
  assert(after.ok, "the chain holds");
  return after.value;
}

describe("a checkpoint is signed", () => {
  it("after a hundred entries, not after ninety-nine", async () => {
    const { journal, post, handed } = desk(ENTRIES_MAX);
    const first = await rounded(post, NONE);
    add(journal, ENTRIES_MAX - 1);
    expect(await rounded(post, first)).toBe(first);
    add(journal, 1);
    const second = await rounded(post, first);
    expect(second.witnessed.size).toBe(2 * ENTRIES_MAX);
    expect(handed.map(({ checkpoint }) => checkpoint.size)).toEqual([ENTRIES_MAX, 2 * ENTRIES_MAX]);
  });

  it("after an hour, if anything is new", async () => {
    const { journal, post, handed, clock } = desk(ENTRIES_MAX);
    const first = await rounded(post, NONE);
    clock.nowMs += AGE_MS_MAX;
    expect(await rounded(post, first)).toBe(first);
    add(journal, 1);
    expect((await rounded(post, first)).atMs).toBe(clock.nowMs);
    expect(handed).toHaveLength(2);
  });

  it("at once when it is asked for, and never of nothing", async () => {
    const { post, handed } = desk(3);
    const first = await rounded(post, NONE, true);
    await rounded(post, first, true);
    expect(handed.map(({ checkpoint }) => checkpoint.size)).toEqual([3]);
  });

  it("so that the host's verifier takes it, and only with the role log", async () => {
    const { journal, post, handed } = desk(5);
    await rounded(post, NONE, true);
    const envelope = handed[0]?.envelope ?? new Uint8Array();
    expect(verifyCheckpoint(envelope, keyring)).toEqual({ ok: true, value: handed[0]?.checkpoint });
    expect(handed[0]?.checkpoint.head).toBe(journal.head().sha256);
    expect(verifyCheckpoint(envelope, trusted().keyring)).toMatchObject({ ok: false });
  });

  it("again when handing it over failed", async () => {
    const { post, handed } = desk(5);
    const failing: Post = {
      ...post,
      hand: () => Promise.reject(new Fault("checkpoint_undelivered", "no network")),
    };
    await expect(round(failing, NONE, true)).rejects.toThrow("no network");
    await rounded(post, NONE, true);
    expect(handed).toHaveLength(1);
  });
});

describe("a past that was changed is refused, and nothing is signed:", () => {
  const last = 120;
  it.for<[string, (path: string) => void, string]>([
    [
      "the tail is cut off",
      (path) => tamper(path, "DELETE FROM entries WHERE seq > 90"),
      "checkpoint_truncated",
    ],
    ["everything is gone", (path) => tamper(path, "DELETE FROM entries"), "checkpoint_truncated"],
    [
      "the witnessed entry is another",
      (path) => tamper(path, "UPDATE entries SET line = line || ' ' WHERE seq = ?", last - 1),
      "checkpoint_differs",
    ],
    [
      "the first entry is another",
      (path) => tamper(path, "UPDATE entries SET line = line || ' ' WHERE seq = 0"),
      "checkpoint_foreign",
    ],
  ])("%s", async ([, change, code]) => {
    const { path, journal, post, handed } = desk(last);
    const mark = await rounded(post, NONE);
    journal.close();
    change(path);
    const after = await round(post, mark, true);
    expect(after).toMatchObject({ ok: false, refusal: { code } });
    expect(handed).toHaveLength(1);
  });

  it.for<[string, (path: string) => void, string]>([
    [
      "an entry in between is missing",
      (path) => tamper(path, "DELETE FROM entries WHERE seq = 130"),
      "journal_entry_missing",
    ],
    [
      "a new entry does not follow",
      (path) =>
        tamper(
          path,
          "UPDATE entries SET line = replace(line, '\"at\":', '\"at\":1') WHERE seq = 130",
        ),
      "journal_altered",
    ],
    [
      "a new entry is no entry",
      (path) => tamper(path, "UPDATE entries SET line = 'nonsense' WHERE seq = 130"),
      "journal_altered",
    ],
  ])("%s", async ([, change, code]) => {
    const { path, journal, post, handed } = desk(last);
    const mark = await rounded(post, NONE);
    add(journal, 30);
    journal.close();
    change(path);
    expect(await round(post, mark, true)).toMatchObject({ ok: false, refusal: { code } });
    expect(handed).toHaveLength(1);
  });

  it("the journal of another account", async () => {
    const { post, handed } = desk(3);
    const after = await round({ ...post, account: "other" }, NONE, true);
    expect(after).toMatchObject({ ok: false, refusal: { code: "checkpoint_foreign" } });
    expect(handed).toEqual([]);
  });
});

describe("what is remembered", () => {
  const place = (): MemoryPlace => ({
    userKeys: temporaryFolder(),
    account: "main",
    workspaceDigest: sha256("a workspace"),
  });
  const command: Destination = { kind: "command", line: "true" };

  it("is the newest of the own memory and of the folder", async () => {
    const { journal, post, handed } = desk(5);
    const at = place();
    const folder: Destination = { kind: "folder", path: temporaryFolder() };
    expect(recall(at, folder, keyring)).toEqual({
      ok: true,
      value: { mark: NONE, from: null, owed: null },
    });
    const first = await rounded(post, NONE, true);
    remember(at, handed[0]?.envelope ?? new Uint8Array());
    expect(recall(at, command, keyring)).toMatchObject({ value: { mark: first } });
    add(journal, 5);
    const second = await rounded(post, first, true);
    await deliver(folder, "main-10.json", handed[1]?.envelope ?? new Uint8Array(), runCommandLine);
    expect(recall(at, folder, keyring)).toMatchObject({ value: { mark: second } });
    expect(recall(at, command, keyring)).toMatchObject({ value: { mark: first } });
  });

  it("is believed only when the witness signed it", () => {
    const at = place();
    const folder: Destination = { kind: "folder", path: temporaryFolder() };
    writeFileSync(join(folder.path, "main-99.json"), "{}");
    expect(recall(at, folder, keyring)).toMatchObject({ ok: true, value: { from: null } });
    remember(at, Buffer.from("{}"));
    expect(recall(at, folder, keyring)).toMatchObject({ ok: false });
  });
});

describe("a journal's rows", () => {
  it("come in pages, as they were written", () => {
    const { path, journal } = written(600);
    journal.close();
    const rows = openJournalRows(path);
    assert(rows.ok, "the journal opens");
    const first = rows.value.page(0);
    const second = rows.value.page(first.length);
    expect([...first, ...second].map(({ line }) => line)).toEqual(linesOf(path));
    expect(rows.value.page(600)).toEqual([]);
    rows.value.close();
  });

  it("are not read from what is not there or not a journal", () => {
    const path = join(temporaryFolder(), "journal.sqlite");
    expect(openJournalRows(path)).toMatchObject({ refusal: { code: "journal_missing" } });
    writeFileSync(path, "not a database, but long enough to look like a file of something else");
    expect(() => openJournalRows(path)).toThrow(Fault);
  });
});
