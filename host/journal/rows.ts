import type Database from "better-sqlite3";
import type { JournalEntry } from "../contract/journal.ts";
import { sha256Hex } from "../kernel/digest.ts";
import { assert, Fault } from "../kernel/result.ts";
import { EMPTY_HEAD, type ChainHead } from "./chain.ts";
import { readEntry } from "./entry.ts";
import { guarded } from "./store.ts";

/** One stored row. `line` is the exact text, `sha256` the stored digest as hex. */
export interface Row extends ChainHead {
  readonly line: string;
}

/** Rows per query: an open cursor would block every other statement of the connection. */
const PAGE = 512;

/** Rows from `fromSeq` on, as stored and unchecked. */
export function* rowsFrom(db: Database.Database, path: string, fromSeq: number): Generator<Row> {
  const select = db.prepare<[number, number], unknown>(
    "SELECT seq, line, lower(hex(sha256)) AS sha256 FROM entries WHERE seq >= ? ORDER BY seq LIMIT ?",
  );
  let next = fromSeq;
  for (;;) {
    const page = guarded(path, () => select.all(next, PAGE));
    for (const raw of page) {
      const row = rowOf(raw);
      next = row.seq + 1;
      yield row;
    }
    if (page.length < PAGE) return;
  }
}

/** The newest row, its line checked against its digest; null when there is none. */
export function headRow(db: Database.Database, path: string): ChainHead | null {
  const raw: unknown = db
    .prepare(
      "SELECT seq, line, lower(hex(sha256)) AS sha256 FROM entries ORDER BY seq DESC LIMIT 1",
    )
    .get();
  if (raw === undefined) return null;
  const row = rowOf(raw);
  if (sha256Hex(row.line) !== row.sha256) throw altered(path, row.seq);
  return { seq: row.seq, sha256: row.sha256 };
}

/** Entries from `fromSeq` on; every line is followed from the one before it. Throws Fault journal_broken. */
export function* chainedEntries(
  db: Database.Database,
  path: string,
  fromSeq: number,
): Generator<JournalEntry> {
  // The row before the first one wanted says what that one must follow.
  const base = Math.max(0, fromSeq) - 1;
  let previous: ChainHead | null = base < 0 ? EMPTY_HEAD : null;
  for (const row of rowsFrom(db, path, Math.max(0, base))) {
    if (sha256Hex(row.line) !== row.sha256) throw altered(path, row.seq);
    if (previous !== null) yield follow(path, previous, row);
    else if (row.seq !== base) throw altered(path, base, "it is not there");
    previous = row;
  }
}

/** The entry of a row that was looked up by itself: its own bytes are checked, its neighbours are not. */
export function checkedEntry(row: Row, path: string): JournalEntry {
  if (sha256Hex(row.line) !== row.sha256) throw altered(path, row.seq);
  const entry = readEntry(row.line);
  if (!entry.ok) throw altered(path, row.seq, entry.refusal.message);
  if (entry.value.seq !== row.seq) throw altered(path, row.seq, "it is another entry");
  return entry.value;
}

function follow(path: string, previous: ChainHead, row: Row): JournalEntry {
  const entry = readEntry(row.line);
  if (!entry.ok) throw altered(path, row.seq, entry.refusal.message);
  const { seq, prev } = entry.value;
  if (row.seq !== previous.seq + 1 || seq !== row.seq || prev !== previous.sha256) {
    throw altered(path, row.seq, "it does not follow the entry before it");
  }
  return entry.value;
}

function altered(path: string, seq: number, why = "its bytes are not the ones chained"): Fault {
  return new Fault("journal_broken", `${path} entry ${seq}: ${why}`);
}

export function rowOf(raw: unknown): Row {
  assert(typeof raw === "object" && raw !== null, "a row is an object");
  assert("seq" in raw && typeof raw.seq === "number", "a row has its sequence");
  assert("line" in raw && typeof raw.line === "string", "a row has its line");
  assert("sha256" in raw && typeof raw.sha256 === "string", "a row has its digest");
  return { seq: raw.seq, line: raw.line, sha256: raw.sha256 };
}
