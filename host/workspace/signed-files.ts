/** The disk under `host/trust`: reads a folder without ever following a link out of it. */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  type Dirent,
  type Stats,
} from "node:fs";
import { join } from "node:path";
import { Fault, ok, refuse, type Refused, type Result } from "../kernel/result.ts";
import type { FolderEntry, SignedFiles } from "../trust/registry/signed-files.ts";

/** Files below one folder; the folder itself may be reached through links, nothing below it may. */
export function signedFilesIn(folder: string): SignedFiles {
  return {
    read: (path, bytesMax) => orFault(join(folder, path), () => readFile(folder, path, bytesMax)),
    list: (path) => orFault(join(folder, path), () => listFolder(folder, path)),
  };
}

function readFile(folder: string, path: string, bytesMax: number): Result<Uint8Array | null> {
  const stats = statWithin(folder, path);
  if (!stats.ok) return stats;
  if (stats.value === null) return ok(null);
  if (!stats.value.isFile()) return notRegular(path);
  // Looked at twice: what was a file a moment ago may be a link by now.
  const file = openSync(join(folder, path), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size } = fstatSync(file);
    if (!fstatSync(file).isFile()) return notRegular(path);
    if (size > bytesMax) {
      return refuse("file_too_large", `${path} had ${size} bytes, over ${bytesMax}`, {
        detail: { size, bytesMax },
      });
    }
    return readUpTo(file, path, bytesMax);
  } finally {
    closeSync(file);
  }
}

/** One byte more than allowed is asked for: a file that grows while it is read is refused too. */
function readUpTo(file: number, path: string, bytesMax: number): Result<Uint8Array> {
  const bytes = Buffer.alloc(Math.min(fstatSync(file).size, bytesMax) + 1);
  let length = 0;
  for (;;) {
    const count = readSync(file, bytes, length, bytes.length - length, null);
    if (count === 0) return ok(bytes.subarray(0, length));
    length += count;
    if (length === bytes.length) {
      return refuse("file_too_large", `${path} grew while it was read`);
    }
  }
}

function listFolder(folder: string, path: string): Result<readonly FolderEntry[]> {
  const stats = statWithin(folder, path);
  if (!stats.ok) return stats;
  if (stats.value === null) return ok([]);
  if (!stats.value.isDirectory()) return notRegular(path);
  const entries: FolderEntry[] = [];
  for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
    if (entry.name.startsWith(".")) continue;
    const is = kindOf(entry);
    if (is === null) return notRegular(`${path}/${entry.name}`);
    entries.push({ name: entry.name, is });
  }
  return ok(entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
}

function kindOf(entry: Dirent): FolderEntry["is"] | null {
  if (entry.isFile()) return "file";
  return entry.isDirectory() ? "folder" : null;
}

/** Looks at every step of a path without following links. null: something on the way is not there. */
function statWithin(folder: string, path: string): Result<Stats | null> {
  let at = folder;
  let stats = lstatOrNull(`${at}/.`);
  for (const step of path.split("/").filter((each) => each !== "")) {
    if (step === "." || step === ".." || step.includes("\\")) return notRegular(path);
    if (stats === null) return ok(null);
    if (!stats.isDirectory()) return notRegular(path);
    at = join(at, step);
    stats = lstatOrNull(at);
  }
  return ok(stats);
}

function lstatOrNull(path: string): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}

function notRegular(path: string): Refused {
  return refuse("file_not_regular", `${path} is not a plain file or folder`);
}

function orFault<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Fault("file_unreadable", `${path} could not be read`, { cause: error });
  }
}
