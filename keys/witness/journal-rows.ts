/**
 * Reads a journal's lines while a host writes it.
 *
 * node:sqlite, because signing code reaches no addon: better-sqlite3 runs native code of a package in this process,
 * which holds a key. Only the lines are believed, and only after their chain has been followed.
 */
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { Fault, refuse, ok, type Result } from "#host/kernel/result.ts";

/** One stored line, unchecked. */
export interface JournalRow {
  readonly seq: number;
  readonly line: string;
}

export interface JournalRows {
  /** The next lines from a sequence on, at most a page; empty at the end. Throws Fault journal_broken. */
  page(fromSeq: number): readonly JournalRow[];
  close(): void;
}

/** Of one query: a long read would keep the host's log from being folded into its file. */
const PAGE = 512;
/** A host commits within milliseconds; longer is a file that somebody holds. */
const BUSY_MS = 5_000;

/** Opens a journal read-only. Refusal: journal_missing. Throws Fault journal_broken. */
export function openJournalRows(path: string): Result<JournalRows> {
  if (!existsSync(path)) return refuse("journal_missing", `journal was not found at ${path}`);
  return orBroken(path, () => {
    const db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
    const select = db.prepare("SELECT seq, line FROM entries WHERE seq >= ? ORDER BY seq LIMIT ?");
    return ok({
      page: (fromSeq) => orBroken(path, () => select.all(fromSeq, PAGE).map(rowOf)),
      close: () => db.close(),
    });
  });
}

function rowOf(raw: Readonly<Record<string, unknown>>): JournalRow {
  const { seq, line } = raw;
  if (typeof seq !== "number" || typeof line !== "string") throw new TypeError("a row is a line");
  return { seq, line };
}

function orBroken<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Fault("journal_broken", `${path} could not be read as a journal`, { cause: error });
  }
}
