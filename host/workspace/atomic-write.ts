/** Files that are either the old ones or the new ones, whatever happens in between. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { sha256Hex } from "../kernel/digest.ts";
import { Fault } from "../kernel/result.ts";

/**
 * Replaces a file: temporary file beside it, fsync, rename, fsync of the folder. Makes the folder when it is not there.
 *
 * @param mode - Permission bits of the new file.
 * @throws Fault file_unwritable; then the old file is as it was.
 */
export function writeAtomic(path: string, bytes: Uint8Array | string, mode = 0o644): void {
  // Named after its content: a rest of an earlier attempt is overwritten, two writers of the same bytes do no harm.
  const partial = join(
    dirname(path),
    `.${basename(path)}.${sha256Hex(bytes).slice(0, 16)}.partial`,
  );
  orFault(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeDurably(partial, bytes, "w", mode);
      renameSync(partial, path);
    } catch (error) {
      rmSync(partial, { force: true });
      throw error;
    }
    fsyncFolder(dirname(path));
  });
}

/**
 * Writes a file that must not exist.
 *
 * @returns false when something is there already; it is left as it was.
 * @throws Fault file_unwritable
 */
export function writeNew(path: string, bytes: Uint8Array | string, mode: number): boolean {
  return orFault(path, () => {
    try {
      writeDurably(path, bytes, "wx", mode);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
      throw error;
    }
    fsyncFolder(dirname(path));
    return true;
  });
}

/**
 * Puts a folder of files in place as a whole: all of them, or none.
 *
 * @param path - Where the folder will be; nothing is there yet.
 * @param files - Path inside the folder → bytes.
 * @throws Fault file_unwritable; then nothing is there.
 */
export function writeFolderAtomic(
  path: string,
  files: ReadonlyMap<string, Uint8Array | string>,
): void {
  const partial = join(dirname(path), `.${basename(path)}.partial`);
  orFault(path, () => {
    rmSync(partial, { recursive: true, force: true });
    const folders = new Set([partial]);
    for (const [inside, bytes] of files) {
      const file = join(partial, inside);
      mkdirSync(dirname(file), { recursive: true });
      folders.add(dirname(file));
      writeDurably(file, bytes, "wx", 0o644);
    }
    for (const folder of folders) fsyncFolder(folder);
    renameSync(partial, path);
    fsyncFolder(dirname(path));
  });
}

function writeDurably(
  path: string,
  bytes: Uint8Array | string,
  flag: "w" | "wx",
  mode: number,
): void {
  const file = openSync(path, flag, mode);
  try {
    const all = Buffer.from(bytes);
    for (let done = 0; done < all.length;) done += writeSync(file, all, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A rename is durable only when the folder that names the file is. */
function fsyncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function orFault<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new Fault("file_unwritable", `${path} could not be written`, { cause: error });
  }
}
