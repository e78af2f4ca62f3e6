/**
 * Tables of the journal file, their versions, and how an older file becomes a newer one.
 *
 * Lines are never rewritten by a migration: only what surrounds them is. `marks` is an index over the lines and can
 * be made again from them at any time.
 */
import type Database from "better-sqlite3";
import { EMPTY_HEAD, type ChainHead } from "./chain.ts";

/** "BKJ1" in the file's header: tells a journal from any other SQLite file. */
export const APPLICATION_ID = 0x42_4b_4a_31;

export interface Migration {
  readonly version: number;
  up(db: Database.Database): void;
}

/** Rising by one. A release may add to this list and never changes what is in it. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    up(db) {
      db.exec(`
        CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE entries (seq INTEGER PRIMARY KEY, line TEXT NOT NULL, sha256 BLOB NOT NULL) STRICT;
        CREATE TABLE marks (kind TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (kind, seq))
          STRICT, WITHOUT ROWID;
      `);
    },
  },
];

export const LAYOUT_VERSION = 1;

/**
 * Kinds that are looked up by `why` and `status`. Bars and decisions are nearly all entries and are found by walking,
 * so an index over them would only make every write slower.
 */
export function isMarked(kind: string): boolean {
  return kind !== "bar" && kind !== "decision";
}

/** Raise it when `isMarked` changes: the index of an older file is then made again. */
const MARKS_VERSION = "1";

/** Makes the index again from the lines, if it is not the one of this release. */
export function refreshMarks(db: Database.Database): void {
  if (metaOf(db, "marks") === MARKS_VERSION) return;
  db.transaction(() => {
    db.exec("DELETE FROM marks");
    db.exec(
      `INSERT INTO marks (kind, seq)
       SELECT kind, seq FROM (SELECT json_extract(line, '$.kind') AS kind, seq FROM entries)
       WHERE kind NOT IN ('bar', 'decision')`,
    );
    setMeta(db, "marks", MARKS_VERSION);
  }).immediate();
}

export function metaOf(db: Database.Database, name: string): string | null {
  const value: unknown = db.prepare("SELECT value FROM meta WHERE name = ?").pluck().get(name);
  return typeof value === "string" ? value : null;
}

export function setMeta(db: Database.Database, name: string, value: string): void {
  db.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)").run(name, value);
}

/** The newest entry as the last write left it: written with it, so that a missing tail is noticed. */
export function recordedHead(db: Database.Database): ChainHead {
  const [seq, sha256] = (metaOf(db, "head") ?? "").split(" ");
  return seq === undefined || sha256 === undefined ? EMPTY_HEAD : { seq: Number(seq), sha256 };
}

export function recordHead(db: Database.Database, head: ChainHead): void {
  setMeta(db, "head", `${head.seq} ${head.sha256}`);
}
