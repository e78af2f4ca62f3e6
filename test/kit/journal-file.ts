import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { onTestFinished } from "vitest";
import { openJournal, type JournalOptions } from "#host/journal/sqlite-journal.ts";
import { assert } from "#host/kernel/result.ts";
import type { Journal } from "#host/ports.ts";
import type { JournalPlace } from "#test/ports/journal.suite.ts";

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "bulkhead-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export function journalOptions(change: Partial<JournalOptions> = {}): JournalOptions {
  const path = change.path ?? join(temporaryFolder(), "journal.sqlite");
  return { account: "main", release: "0.1.0", ...change, path };
}

/** Opens a journal that must open. */
export function openedJournal(options: JournalOptions): Journal {
  const journal = openJournal(options);
  assert(journal.ok, "the journal opens");
  return journal.value;
}

/** Runs SQL on the file, as somebody would who wants to change the past. */
export function tamper(path: string, sql: string, ...values: readonly unknown[]): void {
  const db = new Database(path);
  db.prepare(sql).run(...values);
  db.close();
}

export function linesOf(path: string): readonly string[] {
  const db = new Database(path, { readonly: true });
  const lines = db.prepare("SELECT line FROM entries ORDER BY seq").pluck().all();
  db.close();
  return lines.map(String);
}

export function seqsOf(path: string): readonly number[] {
  const db = new Database(path, { readonly: true });
  const seqs = db.prepare("SELECT seq FROM entries ORDER BY seq").pluck().all();
  db.close();
  return seqs.map(Number);
}

export function sqlitePlace(): JournalPlace & { readonly path: string } {
  const options = journalOptions();
  return {
    path: options.path,
    open: () => openedJournal(options),
    // Nothing is written between two flushes, so a writer that is left alone is a dead one.
    kill: () => {},
    lines: () => linesOf(options.path),
  };
}
