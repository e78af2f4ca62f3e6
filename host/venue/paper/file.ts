/**
 * Opens or creates the file of a paper account. What the file is gets decided before anything could write to it.
 *
 * A new store is built beside its place and moved there whole: a file at the path is either complete or damaged, never
 * half made, so an empty one is not mistaken for a new account.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { Fault } from "../../kernel/result.ts";
import { APPLICATION_ID, LAYOUT, LAYOUT_VERSION } from "./layout.ts";

/** Long enough for a process that is dying to let go of its lock. */
const LOCK_WAIT_MS = 1_000;

/** Called with an empty database of the current layout; must leave a complete store in it. */
export type Fill = (db: Database.Database) => void;

/** @throws Fault paper_store_broken when the main file is gone but its log is there: a new one would bury it. */
export function createFile(path: string, fill: Fill): void {
  if (existsSync(`${path}-wal`)) {
    throw new Fault("paper_store_broken", `${path} is missing but its write-ahead log is there`);
  }
  guarded("file_unwritable", path, () => {
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.new`;
    // What a process left behind that died here: nobody was ever told of it.
    rmSync(draft, { force: true });
    const db = new Database(draft);
    db.pragma("synchronous = FULL");
    db.transaction(() => {
      db.exec(LAYOUT);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${LAYOUT_VERSION}`);
      fill(db);
    })();
    db.close();
    renameSync(draft, path);
    syncFolder(dirname(path));
  });
}

/** Only a synced folder keeps the new name when the power fails. */
function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  fsyncSync(folder);
  closeSync(folder);
}

/**
 * Opens an existing store for this process alone.
 *
 * @param verify - Throws when the content is not what it must be; sees a connection that cannot write.
 * @throws Fault paper_store_foreign, paper_store_newer, paper_store_broken, paper_store_held; the file is as it was.
 */
export function openFile(path: string, verify: (db: Database.Database) => void): Database.Database {
  return guarded("file_unreadable", path, () => {
    inspectHeader(path);
    inspectContent(path, verify);
    const db = new Database(path, { fileMustExist: true, timeout: LOCK_WAIT_MS });
    // Two processes with one account would each believe a different wallet.
    db.pragma("locking_mode = EXCLUSIVE");
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    return db;
  });
}

function inspectContent(path: string, verify: (db: Database.Database) => void): void {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: LOCK_WAIT_MS });
  try {
    const found: unknown = db.pragma("quick_check(1)", { simple: true });
    if (found !== "ok") throw new Fault("paper_store_broken", `${path}: ${String(found)}`);
    verify(db);
  } finally {
    db.close();
  }
}

/** The first 100 bytes of a SQLite file: https://www.sqlite.org/fileformat2.html#the_database_header */
const HEADER_BYTES = 100;
const USER_VERSION_AT = 60;
const APPLICATION_ID_AT = 68;
const MAGIC = "SQLite format 3\0";

function inspectHeader(path: string): void {
  const header = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, "r");
  const bytes = readSync(file, header, 0, HEADER_BYTES, 0);
  closeSync(file);
  if (bytes === 0) throw new Fault("paper_store_broken", `${path} is empty`);
  if (header.toString("latin1", 0, MAGIC.length) !== MAGIC) {
    throw new Fault("paper_store_foreign", `${path} is not a SQLite file`);
  }
  if (bytes < HEADER_BYTES) {
    throw new Fault("paper_store_broken", `${path} has ${bytes} bytes, less than a header`);
  }
  if (header.readUInt32BE(APPLICATION_ID_AT) !== APPLICATION_ID) {
    throw new Fault("paper_store_foreign", `${path} is a SQLite file of another program`);
  }
  const layout = header.readUInt32BE(USER_VERSION_AT);
  if (layout > LAYOUT_VERSION) {
    const message = `${path} has layout ${layout}, this release knows ${LAYOUT_VERSION}`;
    throw new Fault("paper_store_newer", message);
  }
}

/** Runs what may fail outside of us, and says it as a fault: SQLite's word by its code, the disk's as `code`. */
export function guarded<T>(
  code: "file_unwritable" | "file_unreadable",
  path: string,
  act: () => T,
): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Database.SqliteError)
      throw faultOf(error.code, `${path}: ${error.message}`, error);
    if (error instanceof Error && "syscall" in error) {
      throw new Fault(code, `${path}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** The one place that knows how SQLite says that something is wrong. */
function faultOf(code: string, message: string, cause: Error): Fault {
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return new Fault("paper_store_held", message, { cause, retryable: true });
  }
  if (/^SQLITE_(CORRUPT|NOTADB|ERROR)/.test(code)) {
    return new Fault("paper_store_broken", message, { cause });
  }
  return new Fault("venue_unreachable", message, { cause, retryable: true });
}
