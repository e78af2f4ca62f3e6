/** Where checkpoints go: a folder, or a command of the person's that takes one on its standard input. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { Fault, ok, refuse, type Result } from "#host/kernel/result.ts";
import { writeAtomic } from "#host/workspace/atomic-write.ts";

export type Destination =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "command"; readonly line: string };

/** Runs a shell command with bytes on its standard input; resolves to what went wrong, null when nothing did. */
export type CommandRunner = (
  line: string,
  name: string,
  input: Uint8Array,
) => Promise<string | null>;

/** What only a shell understands: a line with any of it is no path. */
const SHELL = /[|&;<>()$`"'\\*?{}=\s]/;

/**
 * A folder that is there is a folder; a program, or words for a shell, are a command.
 *
 * @param searchPath - Where programs are, as the shell has it in PATH.
 * @returns Refusal: argument_invalid for one word that is neither: a folder that nobody made would be taken for a
 *   command, and fail only when the first checkpoint is due.
 */
export function destinationOf(named: string, searchPath: string): Result<Destination> {
  const path = resolve(named);
  const word = named.trim();
  if (word !== "" && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    return ok({ kind: "folder", path });
  }
  if (word !== "" && (SHELL.test(word) || isProgram(word, searchPath))) {
    return ok({ kind: "command", line: named });
  }
  return refuse("argument_invalid", `--to ${named} is neither a folder nor a program`, {
    hint: `make the folder first: mkdir -p ${word === "" ? "DIR" : word}`,
  });
}

function isProgram(word: string, searchPath: string): boolean {
  const places = word.includes("/") ? [""] : searchPath.split(delimiter);
  return places.some((place) => {
    const path = resolve(place, word);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      // Not for this person: an answer, and no fault.
      return false;
    }
  });
}

/** `main-1200.json`: sorts by account, and a later one never replaces an earlier one. */
export function checkpointName(account: string, size: number): string {
  return `${account}-${size}.json`;
}

/**
 * Hands one checkpoint over.
 *
 * @throws Fault file_unwritable; checkpoint_undelivered when the command did not end with 0.
 */
export async function deliver(
  to: Destination,
  name: string,
  envelope: Uint8Array,
  run: CommandRunner,
): Promise<void> {
  if (to.kind === "folder") {
    writeAtomic(join(to.path, name), envelope);
    return;
  }
  const problem = await run(to.line, name, envelope);
  if (problem !== null) {
    throw new Fault("checkpoint_undelivered", `${to.line}: ${problem}`, { retryable: true });
  }
}
