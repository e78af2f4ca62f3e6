/**
 * Opens a journal file. The one place that knows how SQLite says that something is wrong.
 *
 * Order matters: what the file is gets read through a read-only connection first, so that a file of a newer release
 * or of somebody else is left exactly as it was.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
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
 * @returns Refusals: journal_schema_newer, journal_account_differs; both before anything is written.
 * @throws Fault journal_broken when the file is damaged or is not a journal; journal_unwritable otherwise.
 */
export function openStore(options: StoreOptions): Result<Database.Database> {
  return guarded(options.path, () => {
    const migrations = options.migrations ?? MIGRATIONS;
    if (!existsSync(options.path)) create(options, migrations);
    const found = inspect(options.path, migrations.at(-1)?.version ?? 0);
    if (!found.ok) return found;
    if (found.value.account !== options.account) {
      return refuse(
        "journal_account_differs",
        `journal is of account ${found.value.account}, not ${options.account}`,
      );
    }
    const db = opened(options.path);
    try {
      migrate(db, found.value.version, migrations, options);
      refreshMarks(db);
      return ok(db);
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
    return found.ok ? ok(new Database(path, { readonly: true, fileMustExist: true })) : found;
  });
}

function opened(path: string): Database.Database {
  const db = new Database(path);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  return db;
}

/**
 * Closes the file so that another user can read it who may not write its folder: a file at rest in WAL mode can be
 * opened only by who can make its shared memory. While somebody reads it stays as it is, which is as good: the log is
 * then still there.
 */
export function closeStore(db: Database.Database): void {
  try {
    db.pragma("busy_timeout = 0");
    db.pragma("journal_mode = DELETE");
  } catch (error) {
    if (!isBusy(error)) throw error;
  } finally {
    db.close();
  }
}

export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
}

/**
 * Makes the whole file under another name and moves it into place, so that a journal that is there was begun, and an
 * empty file under its name is one that lost its content.
 */
function create(options: StoreOptions, migrations: readonly Migration[]): void {
  const { path } = options;
  if (existsSync(`${path}-wal`)) {
    throw new Fault("journal_broken", `${path} is gone and ${path}-wal is there`);
  }
  options.onWrite?.("before", "create");
  mkdirSync(dirname(path), { recursive: true });
  const unborn = `${path}.new`;
  for (const rest of ["", "-wal", "-shm"]) rmSync(`${unborn}${rest}`, { force: true });
  const db = opened(unborn);
  try {
    upgrade(db, migrations);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    setMeta(db, "account", options.account);
    setMeta(db, "created_by", options.release);
  } finally {
    // Closing the last connection moves everything out of the WAL into the file.
    db.close();
  }
  moveInto(unborn, path);
  options.onWrite?.("after", "create");
}

interface Found {
  readonly version: number;
  readonly account: string;
}

/** Reads what the file is, through a connection that cannot write. */
function inspect(path: string, newest: number): Result<Found> {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const version = numberPragma(db, "user_version");
    if (numberPragma(db, "application_id") !== APPLICATION_ID || version < 1) {
      throw new Fault("journal_broken", `${path} is empty or a SQLite file of something else`);
    }
    if (version > newest) {
      return refuse("journal_schema_newer", `journal layout is ${version}, newer than ${newest}`, {
        detail: { layout: version, known: newest },
      });
    }
    return ok({ version, account: metaOf(db, "account") ?? "unknown" });
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
  options.onWrite?.("before", "migrate");
  backUp(db, options.path, from);
  upgrade(db, pending);
  options.onWrite?.("after", "migrate");
}

function upgrade(db: Database.Database, migrations: readonly Migration[]): void {
  db.transaction(() => {
    for (const migration of migrations) {
      migration.up(db);
      db.pragma(`user_version = ${migration.version}`);
    }
  }).immediate();
}

/** A whole copy beside the file, WAL included. One that is there already is the older truth and stays. */
function backUp(db: Database.Database, path: string, version: number): void {
  const copy = `${path}.layout-${version}.backup`;
  if (existsSync(copy)) return;
  rmSync(`${copy}.new`, { force: true });
  db.prepare("VACUUM INTO ?").run(`${copy}.new`);
  moveInto(`${copy}.new`, copy);
}

/** Rename, durable: after a power cut the file is there under one name or the other, whole. */
function moveInto(from: string, to: string): void {
  renameSync(from, to);
  const folder = openSync(dirname(to), "r");
  fsyncSync(folder);
  closeSync(folder);
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
    retryable: isBusy(error),
  });
}

/** Faults of ours and bugs pass; what the file system threw gets its code. */
function fileFault(path: string, error: unknown): unknown {
  const fromDisk = error instanceof Error && "syscall" in error;
  if (!fromDisk) return error;
  return new Fault("journal_unwritable", `${path}: ${error.message}`, { cause: error });
}
