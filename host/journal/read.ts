import type Database from "better-sqlite3";
import type { JournalEntry, JournalKind } from "../contract/journal.ts";
import { ok, type Result } from "../kernel/result.ts";
import type { ChainHead } from "./chain.ts";
import { EMPTY_HEAD } from "./chain.ts";
import { isKind, type EntryOf } from "./entry.ts";
import { isMarked, metaOf, recordedHead } from "./layout.ts";
import { chainedEntries, checkedEntry, headRow, rowOf, rowsFrom, type Row } from "./rows.ts";
import { guarded, openStoreReadOnly } from "./store.ts";

/** Which entries: everything left out does not matter. Both sequences are inclusive. */
export interface Where {
  readonly fromSeq?: number;
  readonly toSeq?: number;
  readonly slot?: string;
  readonly instrument?: string;
}

/**
 * Opens a journal for reading; a host may be writing it meanwhile.
 *
 * @returns Refusals: journal_missing, journal_schema_newer.
 * @throws Fault journal_broken, journal_unwritable.
 */
export function openJournalReader(path: string): Result<JournalReader> {
  const db = openStoreReadOnly(path);
  return db.ok ? ok(new JournalReader(path, db.value)) : db;
}

/** Rows per query of a look-up. */
const PAGE = 256;

export class JournalReader {
  readonly path: string;
  readonly account: string;
  /** Release that began the file. */
  readonly createdBy: string;
  readonly #db: Database.Database;

  constructor(path: string, db: Database.Database) {
    this.path = path;
    this.#db = db;
    this.account = guarded(path, () => metaOf(db, "account") ?? "");
    this.createdBy = guarded(path, () => metaOf(db, "created_by") ?? "");
  }

  /** Newest durable entry; seq −1 when there is none. Throws Fault journal_broken when its bytes are altered. */
  head(): ChainHead {
    return guarded(this.path, () => headRow(this.#db, this.path) ?? EMPTY_HEAD);
  }

  /** What the file itself says its newest entry is. */
  recordedHead(): ChainHead {
    return guarded(this.path, () => recordedHead(this.#db));
  }

  /** Runs `work` over one state of the file, whatever is appended meanwhile. */
  atOneMoment<T>(work: () => T): T {
    return guarded(this.path, () => this.#db.transaction(work)());
  }

  /** Stored rows, unchecked: exact lines for verify and export. */
  rows(fromSeq = 0): Iterable<Row> {
    return rowsFrom(this.#db, this.path, fromSeq);
  }

  /** Entries from `fromSeq` on, the chain followed. Throws Fault journal_broken. */
  entries(fromSeq = 0): Iterable<JournalEntry> {
    return chainedEntries(this.#db, this.path, fromSeq);
  }

  /** One entry; null when there is none. */
  entry(seq: number): JournalEntry | null {
    const raw = guarded(this.path, () =>
      this.#db
        .prepare<[number], unknown>(
          "SELECT seq, line, lower(hex(sha256)) AS sha256 FROM entries WHERE seq = ?",
        )
        .get(seq),
    );
    return raw === undefined ? null : checkedEntry(rowOf(raw), this.path);
  }

  /** Entries of one kind, oldest first. */
  *ofKind<K extends JournalKind>(kind: K, where: Where = {}): Generator<EntryOf<K>> {
    yield* this.#walk(kind, where, "ASC");
  }

  /** The newest entry of one kind that satisfies `is`; null when there is none. */
  newest<K extends JournalKind>(
    kind: K,
    where: Where = {},
    is: (entry: EntryOf<K>) => boolean = () => true,
  ): EntryOf<K> | null {
    for (const entry of this.#walk(kind, where, "DESC")) if (is(entry)) return entry;
    return null;
  }

  /** The oldest entry of one kind that satisfies `is`; null when there is none. */
  oldest<K extends JournalKind>(
    kind: K,
    where: Where = {},
    is: (entry: EntryOf<K>) => boolean = () => true,
  ): EntryOf<K> | null {
    for (const entry of this.#walk(kind, where, "ASC")) if (is(entry)) return entry;
    return null;
  }

  close(): void {
    this.#db.close();
  }

  *#walk<K extends JournalKind>(
    kind: K,
    where: Where,
    order: "ASC" | "DESC",
  ): Generator<EntryOf<K>> {
    const select = this.#db.prepare<[string, number, number, number], unknown>(
      walkSql(kind, order),
    );
    const key = isMarked(kind) ? kind : headText(kind);
    let from = where.fromSeq ?? 0;
    let to = where.toSeq ?? Number.MAX_SAFE_INTEGER;
    for (;;) {
      const page = guarded(this.path, () => select.all(key, from, to, PAGE));
      for (const raw of page) {
        const row = rowOf(raw);
        if (order === "ASC") from = row.seq + 1;
        else to = row.seq - 1;
        const entry = checkedEntry(row, this.path);
        if (isKind(entry, kind) && matches(entry, where)) yield entry;
      }
      if (page.length < PAGE) return;
    }
  }
}

function matches(entry: JournalEntry, { slot, instrument }: Where): boolean {
  if (slot !== undefined && entry.slot !== slot) return false;
  return instrument === undefined || entry.instrument === instrument;
}

/** As it stands in every line of that kind, and in no other: inside a string its quotes would be escaped. */
function headText(kind: string): string {
  return `"kind":"${kind}","leg":`;
}

function walkSql(kind: string, order: "ASC" | "DESC"): string {
  const columns = "seq, line, lower(hex(sha256)) AS sha256";
  return isMarked(kind)
    ? `SELECT ${columns} FROM marks JOIN entries USING (seq)
       WHERE kind = ? AND seq BETWEEN ? AND ? ORDER BY seq ${order} LIMIT ?`
    : `SELECT ${columns} FROM entries
       WHERE instr(line, ?) > 0 AND seq BETWEEN ? AND ? ORDER BY seq ${order} LIMIT ?`;
}
