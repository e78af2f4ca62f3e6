/** Where checkpoints go: a folder, or a command of the person's that takes one on its standard input. */
import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { Fault } from "#host/kernel/result.ts";
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

/** A folder that is there is a folder; anything else is a command. */
export function destinationOf(named: string): Destination {
  const path = resolve(named);
  const folder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return folder ? { kind: "folder", path } : { kind: "command", line: named };
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
