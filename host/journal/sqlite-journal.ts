import type Database from "better-sqlite3";
import type { JournalDraft, JournalEntry } from "../contract/journal.ts";
import type { Journal } from "../ports.ts";
import { Fault, ok, type Result } from "../kernel/result.ts";
import { EMPTY_HEAD, link, type ChainHead, type Link } from "./chain.ts";
import { isMarked, recordedHead, recordHead } from "./layout.ts";
import { chainedEntries, headRow } from "./rows.ts";
import { closeStore, guarded, openStore, type StoreOptions, type WriteHook } from "./store.ts";

export type JournalOptions = StoreOptions;

/**
 * Opens the journal of one account for its single writer; the lease (lease.ts) is what makes it single.
 *
 * @returns Refusals: journal_schema_newer, journal_account_differs; both before anything is written.
 * @throws Fault journal_broken for a file that is damaged, cut off or something else; journal_unwritable.
 */
export function openJournal(options: JournalOptions): Result<Journal> {
  const store = openStore(options);
  if (!store.ok) return store;
  try {
    return ok(new SqliteJournal(options, store.value));
  } catch (error) {
    store.value.close();
    throw error;
  }
}

class SqliteJournal implements Journal {
  readonly account: string;
  readonly #path: string;
  readonly #db: Database.Database;
  readonly #onWrite: WriteHook;
  readonly #insert: Database.Statement<[number, string, Uint8Array]>;
  readonly #mark: Database.Statement<[string, number]>;
  /** Chained and not yet on disk, oldest first. */
  #pending: Link[] = [];
  #head: ChainHead;

  constructor(options: JournalOptions, db: Database.Database) {
    this.account = options.account;
    this.#path = options.path;
    this.#db = db;
    this.#onWrite = options.onWrite ?? (() => {});
    this.#head = guarded(options.path, () => soundHead(options.path, db));
    this.#insert = db.prepare("INSERT INTO entries (seq, line, sha256) VALUES (?, ?, ?)");
    this.#mark = db.prepare("INSERT INTO marks (kind, seq) VALUES (?, ?)");
  }

  head(): ChainHead {
    return { seq: this.#head.seq, sha256: this.#head.sha256 };
  }

  append(draft: JournalDraft): number {
    const next = link(draft, this.account, this.#head);
    this.#pending.push(next);
    this.#head = next;
    return next.seq;
  }

  flush(): void {
    if (this.#pending.length === 0) return;
    this.#onWrite("before", "flush");
    // On a failure nothing is written and nothing is forgotten: the same flush may be tried again.
    guarded(this.#path, () => this.#db.transaction(() => this.#write()).immediate());
    this.#pending = [];
    this.#onWrite("after", "flush");
  }

  #write(): void {
    for (const { seq, line, sha256, draft } of this.#pending) {
      this.#insert.run(seq, line, Buffer.from(sha256, "hex"));
      if (isMarked(draft.kind)) this.#mark.run(draft.kind, seq);
    }
    recordHead(this.#db, this.#head);
  }

  /** Reading checks the chain again: a host does not build its state on an altered past. */
  entries(fromSeq: number): Iterable<JournalEntry> {
    return chainedEntries(this.#db, this.#path, fromSeq);
  }

  close(): void {
    this.flush();
    guarded(this.#path, () => closeStore(this.#db));
  }
}

/** The newest row, checked against the record of the last flush: a tail that was cut off is found here. */
function soundHead(path: string, db: Database.Database): ChainHead {
  const row = headRow(db, path) ?? EMPTY_HEAD;
  const recorded = recordedHead(db);
  if (recorded.seq !== row.seq || recorded.sha256 !== row.sha256) {
    throw new Fault(
      "journal_broken",
      `${path} ends at entry ${row.seq}, and its last write was entry ${recorded.seq}`,
    );
  }
  return row;
}
