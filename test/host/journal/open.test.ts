import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { MIGRATIONS, type Migration } from "#host/journal/layout.ts";
import { openJournalReader } from "#host/journal/read.ts";
import { openJournal } from "#host/journal/sqlite-journal.ts";
import { openStore } from "#host/journal/store.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { assert, Fault } from "#host/kernel/result.ts";
import { draftOf } from "#test/kit/drafts.ts";
import {
  journalOptions,
  linesOf,
  openedJournal,
  tamper,
  temporaryFolder,
} from "#test/kit/journal-file.ts";

function written(entries = 3): { path: string; options: ReturnType<typeof journalOptions> } {
  const options = journalOptions();
  const journal = openedJournal(options);
  for (let i = 0; i < entries; i += 1) journal.append(draftOf("bar", { at: i }));
  journal.close();
  return { path: options.path, options };
}

/** The code of whatever an opening says no with, a refusal or a fault. */
function codeOf(open: () => ReturnType<typeof openJournal>): string {
  try {
    const outcome = open();
    return outcome.ok ? "ok" : outcome.refusal.code;
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}

describe("opening a journal", () => {
  it("makes its folder, and goes on where it was", () => {
    const path = join(temporaryFolder(), "var", "main", "journal.sqlite");
    const first = openedJournal(journalOptions({ path }));
    first.append(draftOf("bar"));
    first.close();
    const second = openedJournal(journalOptions({ path }));
    expect(second.append(draftOf("bar"))).toBe(1);
    second.close();
  });

  it.for<[name: string, spoil: (path: string) => void, code: string]>([
    [
      "text",
      (p) => writeFileSync(p, "not a database, but long enough to have a header".repeat(9)),
      "journal_broken",
    ],
    ["empty", (p) => writeFileSync(p, ""), "journal_broken"],
    ["one byte", (p) => writeFileSync(p, "x"), "journal_broken"],
    ["a database of something else", otherDatabase, "journal_broken"],
    [
      "cut off in the middle",
      (p) => truncateSync(p, Math.floor(statSync(p).size / 2)),
      "journal_broken",
    ],
    ["cut off by a page", (p) => truncateSync(p, statSync(p).size - 4_096), "journal_broken"],
    [
      "overwritten behind its first page",
      (p) => overwrite(p, 4_096, statSync(p).size - 4_096),
      "journal_broken",
    ],
    ["without its tail", (p) => tamper(p, "DELETE FROM entries WHERE seq > 0"), "journal_broken"],
    ["without any entry", (p) => tamper(p, "DELETE FROM entries"), "journal_broken"],
    [
      "with another place for its last entry",
      (p) => tamper(p, "UPDATE entries SET seq = 9 WHERE seq = 2"),
      "journal_broken",
    ],
    [
      "with another last entry",
      (p) => tamper(p, "UPDATE entries SET line = 'x' WHERE seq = 2"),
      "journal_broken",
    ],
    ["of a newer layout", (p) => tamperPragma(p, "user_version = 99"), "journal_schema_newer"],
    [
      "of another account",
      (p) => tamper(p, "UPDATE meta SET value = 'other' WHERE name = 'account'"),
      "journal_account_differs",
    ],
  ])("refuses a file that is %s", ([, spoil, code]) => {
    const { path, options } = written();
    spoil(path);
    expect(codeOf(() => openJournal(options))).toBe(code);
  });

  it.for<[name: string, spoil: (path: string) => void]>([
    ["of a newer layout", (p) => tamperPragma(p, "user_version = 99")],
    [
      "of another account",
      (p) => tamper(p, "UPDATE meta SET value = 'other' WHERE name = 'account'"),
    ],
    ["of something else", otherDatabase],
    ["that is no database", (p) => writeFileSync(p, "text ".repeat(999))],
  ])("leaves a file %s as it was, byte for byte", ([, spoil]) => {
    const { path, options } = written();
    spoil(path);
    const before = readFileSync(path);
    expect(codeOf(() => openJournal(options))).not.toBe("ok");
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("finds an altered middle when its past is read", () => {
    const { path, options } = written(5);
    tamper(
      path,
      "UPDATE entries SET line = replace(line, '\"carry\":false', '\"carry\":true') WHERE seq = 2",
    );
    const journal = openedJournal(options);
    const read = (): unknown => [...journal.entries(0)];
    expect(read).toThrow(/entry 2: its bytes are not the ones chained/);
    expect([...journal.entries(4)].map(({ seq }) => seq)).toEqual([4]);
    journal.close();
  });

  it("finds a rewritten middle, digest and all, when its past is read", () => {
    const { path, options } = written(5);
    const line = String(linesOf(path)[2]).replace('"carry":false', '"carry":true');
    const digest = Buffer.from(sha256Hex(line), "hex");
    tamper(path, "UPDATE entries SET line = ?, sha256 = ? WHERE seq = 2", line, digest);
    const journal = openedJournal(options);
    expect(() => [...journal.entries(0)]).toThrow(/entry 3: it does not follow the entry before/);
    journal.close();
  });

  it("keeps every flush on disk: write-ahead log, synchronous full", () => {
    const store = openStore(journalOptions());
    assert(store.ok, "the store opens");
    expect(store.value.pragma("journal_mode", { simple: true })).toBe("wal");
    expect(store.value.pragma("synchronous", { simple: true })).toBe(2);
    store.value.close();
  });

  it("finds a hole when its past is read, from whichever side", () => {
    const { path, options } = written(6);
    tamper(path, "DELETE FROM entries WHERE seq = 2");
    const journal = openedJournal(options);
    const read = (from: number) => (): unknown => [...journal.entries(from)];
    for (const from of [0, 2]) expect(read(from)).toThrow(/entry 3: it does not follow/);
    expect(read(3)).toThrow(/entry 2: it is not there/);
    journal.close();
  });

  it("begins again where a process died while it made the file", () => {
    const options = journalOptions();
    writeFileSync(`${options.path}.new`, "half a file");
    writeFileSync(`${options.path}.new-wal`, "and its log");
    expect(codeOf(() => openJournal(options))).toBe("ok");
  });

  it("does not begin a second journal beside what is left of the first", () => {
    const { path, options } = written();
    rmSync(path);
    writeFileSync(`${path}-wal`, "the log of the file that is gone");
    expect(codeOf(() => openJournal(options))).toBe("journal_broken");
    expect(existsSync(path)).toBe(false);
  });

  it("makes the index of marks again when it is of another release", () => {
    const { path, options } = written();
    const journal = openedJournal(options);
    journal.append(draftOf("fault"));
    journal.close();
    tamper(path, "DELETE FROM marks");
    tamper(path, "UPDATE meta SET value = '0' WHERE name = 'marks'");
    openedJournal(options).close();
    const reader = openJournalReader(path);
    assert(reader.ok, "the journal opens");
    expect(reader.value.newest("fault")?.seq).toBe(3);
    reader.value.close();
  });

  it("faults where the folder cannot be written", () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, "main"), "a file");
    const options = journalOptions({ path: join(dir, "main", "journal.sqlite") });
    expect(codeOf(() => openJournal(options))).toBe("journal_unwritable");
  });

  it("for a second writer ends that writer's first write, and not the first writer's", () => {
    const { options } = written();
    const [one, two] = [openedJournal(options), openedJournal(options)];
    one.append(draftOf("bar"));
    one.flush();
    two.append(draftOf("bar"));
    expect(() => two.flush()).toThrow(/was written by another process too/);
    one.append(draftOf("bar"));
    one.close();
    expect(linesOf(options.path)).toHaveLength(5);
  });
});

describe("migrating a journal", () => {
  const second: Migration = { version: 2, up: (db) => void db.exec("CREATE TABLE later (x)") };
  const third: Migration = { version: 3, up: (db) => void db.exec("INSERT INTO later VALUES (3)") };
  const failing: Migration = {
    version: 3,
    up: (db) => void db.exec("INSERT INTO nowhere VALUES (3)"),
  };

  it("runs what is new, in order, after a copy, and changes no line", () => {
    const { path, options } = written();
    const lines = linesOf(path);
    const journal = openedJournal({ ...options, migrations: [...MIGRATIONS, second, third] });
    journal.append(draftOf("bar"));
    journal.close();
    expect(linesOf(path).slice(0, 3)).toEqual(lines);
    expect(linesOf(`${path}.layout-1.backup`)).toEqual(lines);
    expect(versionOf(path)).toBe(3);
    expect(versionOf(`${path}.layout-1.backup`)).toBe(1);
  });

  it("that fails leaves the old layout whole", () => {
    const { path, options } = written();
    const migrations = [...MIGRATIONS, second, failing];
    expect(codeOf(() => openJournal({ ...options, migrations }))).toBe("journal_broken");
    expect(versionOf(path)).toBe(1);
    expect(codeOf(() => openJournal(options))).toBe("ok");
  });

  it("does not run on a file that is up to date", () => {
    const { options } = written();
    const seen: string[] = [];
    const onWrite = (moment: string, what: string): void => void seen.push(`${moment} ${what}`);
    openedJournal({ ...options, onWrite }).close();
    expect(seen).toEqual([]);
  });
});

function otherDatabase(path: string): void {
  writeFileSync(path, "");
  const db = new Database(path);
  db.exec("CREATE TABLE entries (seq INTEGER PRIMARY KEY)");
  db.close();
}

function overwrite(path: string, from: number, length: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0x5a, from, from + length);
  writeFileSync(path, bytes);
}

function tamperPragma(path: string, pragma: string): void {
  const db = new Database(path);
  db.pragma(pragma);
  db.close();
}

function versionOf(path: string): unknown {
  const db = new Database(path, { readonly: true });
  const version = db.pragma("user_version", { simple: true });
  db.close();
  return version;
}
