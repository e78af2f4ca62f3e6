/**
 * One process per account. The lock is the operating system's, held through SQLite on a file of its own, so it is
 * free at once when its holder dies, however it died; nothing has to expire.
 *
 * While a process holds the lease it must not open that file in any other way: closing any descriptor of a file ends
 * all POSIX locks of the process on it.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { z } from "zod";
import { ok, refuse, type Result } from "../kernel/result.ts";
import { guarded, isBusy } from "./store.ts";

export interface Lease {
  release(): void;
}

export interface LeaseOptions {
  /** The lock file; who holds it is written beside it, readable by everybody. */
  readonly path: string;
  readonly account: string;
  readonly pid: number;
}

/** Long enough to outwait somebody who only looks (isLeaseHeld), short enough for a person who types. */
const TAKE_MS_MAX = 200;

/** Keeps every lock of this process reachable: a collected database closes its file and frees the lock. */
const held = new Set<Database.Database>();

const holderFile = z.strictObject({ account: z.string(), pid: z.int().min(1) });
export type LeaseHolder = z.infer<typeof holderFile>;

/**
 * Takes the lease of an account, or says who has it.
 *
 * @returns Refusal: lease_held, with the holder's pid when it is known.
 * @throws Fault journal_unwritable when the folder cannot be written.
 */
export function takeLease(options: LeaseOptions): Result<Lease> {
  const { path, account, pid } = options;
  return guarded(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    const lock = new Database(path, { timeout: TAKE_MS_MAX });
    if (isLocked(lock, "BEGIN EXCLUSIVE")) {
      lock.close();
      return heldBy(account, leaseHolder(path));
    }
    held.add(lock);
    writeHolder(path, { account, pid });
    return ok({
      release() {
        if (!lock.open) return;
        rmSync(holderPath(path), { force: true });
        lock.close();
        held.delete(lock);
      },
    });
  });
}

/** Who wrote itself down as the holder; null when nobody did. A dead holder's name stays until the next one's. */
export function leaseHolder(path: string): LeaseHolder | null {
  const text = readIfThere(holderPath(path));
  if (text === null) return null;
  const holder = holderFile.safeParse(parsedOrNull(text));
  return holder.success ? holder.data : null;
}

/** True while some process holds the lease. Only looks: nobody who takes it meanwhile is refused. */
export function isLeaseHeld(path: string): boolean {
  if (readIfThere(holderPath(path)) === null) return false;
  return guarded(path, () => {
    const lock = new Database(path, { timeout: 0 });
    const locked = isLocked(lock, "SELECT count(*) FROM sqlite_schema");
    lock.close();
    return locked;
  });
}

function isLocked(lock: Database.Database, sql: string): boolean {
  try {
    lock.exec(sql);
    return false;
  } catch (error) {
    // Busy is the answer to the question asked here; everything else is a fault.
    if (isBusy(error)) return true;
    lock.close();
    throw error;
  }
}

function heldBy(account: string, holder: LeaseHolder | null): Result<Lease> {
  const who = holder === null ? "another process" : `process ${holder.pid}`;
  return refuse("lease_held", `account ${account} is held by ${who}`, {
    detail: { account, pid: holder?.pid ?? null },
  });
}

function holderPath(path: string): string {
  return `${path}-holder.json`;
}

/** By rename, so that a reader sees one holder or the other. */
function writeHolder(path: string, holder: LeaseHolder): void {
  const temporary = `${holderPath(path)}.${holder.pid}`;
  writeFileSync(temporary, `${JSON.stringify(holder)}\n`);
  renameSync(temporary, holderPath(path));
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function parsedOrNull(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    // Half a file from another release: the holder is not known, the lock still is.
    return null;
  }
}
