/**
 * Opens a journal file. The one place that knows how SQLite says that something is wrong.
 *
 * Order matters: what the file is gets read through a read-only connection first, so that a file of a newer release
 * or of somebody else is left exactly as it was.
 */
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { Fault, ok, refuse, type Result } from "../kernel/result.ts";
import {
  APPLICATION_ID,
  LAYOUT_VERSION,
  metaOf,
  MIGRATIONS,
  refreshMarks,
  setMeta,
  type Migration,
} from "./layout.ts";

/** Every durable write is announced twice, so that a test can end the process at either side of it. */
export type WriteHook = (moment: "before" | "after", what: "create" | "migrate" | "flush") => void;

export interface StoreOptions {
  readonly path: string;
  readonly account: string;
  /** Release that creates the file: kept in it for people. */
  readonly release: string;
  readonly onWrite?: WriteHook;
  /** Replaced in tests of the machinery only. */
  readonly migrations?: readonly Migration[];
}

/**
 * Opens or creates the file for writing, migrating it when it is older.
 *
 * @returns Refusals: journal_schema_newer, journal_account_differs.
 * @throws Fault journal_broken when the file is damaged or is not a journal; journal_unwritable otherwise.
 */
export function openStore(options: StoreOptions): Result<Database.Database> {
  return guarded(options.path, () => {
    const migrations = options.migrations ?? MIGRATIONS;
    const newest = migrations.at(-1)?.version ?? 0;
    const found = existsSync(options.path) ? inspect(options.path, newest) : ok(0);
    if (!found.ok) return found;
    mkdirSync(dirname(options.path), { recursive: true });
    const db = new Database(options.path);
    try {
      db.pragma("journal_mode = WAL");
      db.pragma("synchronous = FULL");
      migrate(db, found.value, migrations, options);
      const account = metaOf(db, "account");
      if (account === options.account) {
        refreshMarks(db);
        return ok(db);
      }
      db.close();
      return refuse(
        "journal_account_differs",
        `journal is of account ${account ?? "unknown"}, not ${options.account}`,
      );
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** Opens the file for reading while a host may be writing it. Refusals: journal_missing, journal_schema_newer. */
export function openStoreReadOnly(path: string): Result<Database.Database> {
  return guarded(path, () => {
    if (!existsSync(path)) return refuse("journal_missing", `journal was not found at ${path}`);
    const found = inspect(path, LAYOUT_VERSION);
    if (!found.ok) return found;
    if (found.value === 0) return refuse("journal_missing", `journal at ${path} was never begun`);
    return ok(new Database(path, { readonly: true, fileMustExist: true }));
  });
}

/** Version of the file; 0 for one that was created and never begun (the process died in between). */
function inspect(path: string, newest: number): Result<number> {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const application = numberPragma(db, "application_id");
    const version = numberPragma(db, "user_version");
    const tables = Number(db.prepare("SELECT count(*) FROM sqlite_schema").pluck().get());
    if (application === 0 && version === 0 && tables === 0) return ok(0);
    if (application !== APPLICATION_ID) {
      throw new Fault("journal_broken", `${path} is a SQLite file of something else`);
    }
    if (version > newest) {
      return refuse("journal_schema_newer", `journal layout is ${version}, newer than ${newest}`, {
        detail: { layout: version, known: newest },
      });
    }
    return ok(version);
  } finally {
    db.close();
  }
}

function migrate(
  db: Database.Database,
  from: number,
  migrations: readonly Migration[],
  options: StoreOptions,
): void {
  const pending = migrations.filter((migration) => migration.version > from);
  if (pending.length === 0) return;
  const what = from === 0 ? "create" : "migrate";
  options.onWrite?.("before", what);
  if (from > 0) backUp(db, options.path, from);
  db.transaction(() => {
    for (const migration of pending) {
      migration.up(db);
      db.pragma(`user_version = ${migration.version}`);
    }
    if (from > 0) return;
    db.pragma(`application_id = ${APPLICATION_ID}`);
    setMeta(db, "account", options.account);
    setMeta(db, "created_by", options.release);
  }).immediate();
  options.onWrite?.("after", what);
}

/** A whole copy beside the file, WAL included. One that is there already is the older truth and stays. */
function backUp(db: Database.Database, path: string, version: number): void {
  const copy = `${path}.layout-${version}.backup`;
  if (!existsSync(copy)) db.prepare("VACUUM INTO ?").run(copy);
}

function numberPragma(db: Database.Database, name: string): number {
  return Number(db.pragma(name, { simple: true }));
}

/** Runs `work` and turns what SQLite throws into a fault with a code of ours. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw journalFault(path, error);
  }
}

function journalFault(path: string, error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return fileFault(path, error);
  const damaged =
    error.code === "SQLITE_NOTADB" ||
    error.code.startsWith("SQLITE_CORRUPT") ||
    error.code.startsWith("SQLITE_CONSTRAINT") ||
    error.code === "SQLITE_ERROR";
  if (damaged) {
    const what = error.code.startsWith("SQLITE_CONSTRAINT")
      ? "was written by another process too"
      : "is damaged or is not a journal";
    return new Fault("journal_broken", `${path} ${what}: ${error.message}`, { cause: error });
  }
  return new Fault("journal_unwritable", `${path}: ${error.message}`, {
    cause: error,
    retryable: error.code.startsWith("SQLITE_BUSY"),
  });
}

/** Faults of ours and bugs pass; what the file system threw gets its code. */
function fileFault(path: string, error: unknown): unknown {
  const fromDisk = error instanceof Error && "syscall" in error;
  if (!fromDisk) return error;
  return new Fault("journal_unwritable", `${path}: ${error.message}`, { cause: error });
}
