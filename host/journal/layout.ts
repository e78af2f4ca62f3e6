/**
 * Tables of the journal file, their versions, and how an older file becomes a newer one.
 *
 * Lines are never rewritten by a migration: only what surrounds them is. `marks` is an index over the lines and can
 * be made again from them at any time.
 */
import type Database from "better-sqlite3";

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

/** Makes the index again from the lines. */
export function rebuildMarks(db: Database.Database): void {
  db.exec("DELETE FROM marks");
  db.exec(
    `INSERT INTO marks (kind, seq)
     SELECT json_extract(line, '$.kind') AS kind, seq FROM entries WHERE kind NOT IN ('bar', 'decision')`,
  );
}
