import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Fault } from "../kernel/result.ts";

/** Characters gathered before a write: many small writes would take most of the time of a large export. */
const GATHERED_MAX = 1 << 18;

/**
 * Writes a file of any length piece by piece, and puts it in place only when it is whole.
 *
 * @throws Fault file_unwritable; what stood at `path` is then as it was. What `pieces` throws passes, with the same promise.
 */
export function writeLines(path: string, pieces: Iterable<string>): void {
  const partial = join(dirname(path), `.${basename(path)}.partial`);
  const file = orFault(path, () => openSync(partial, "w"));
  try {
    try {
      writeAll(path, file, pieces);
      orFault(path, () => fsyncSync(file));
    } finally {
      closeSync(file);
    }
    orFault(path, () => renameSync(partial, path));
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

function writeAll(path: string, file: number, pieces: Iterable<string>): void {
  let gathered = "";
  const write = (): void => {
    const bytes = Buffer.from(gathered);
    for (let done = 0; done < bytes.length;) {
      done += orFault(path, () => writeSync(file, bytes, done));
    }
    gathered = "";
  };
  for (const piece of pieces) {
    gathered += piece;
    if (gathered.length >= GATHERED_MAX) write();
  }
  write();
}

function orFault<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Fault("file_unwritable", `${path} could not be written`, { cause: error });
  }
}
