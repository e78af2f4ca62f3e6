/**
 * Runs a program over hostile text: behind the walls of a cell (no network, no other process in sight, limited memory,
 * no file to write), with a deadline, a ceiling on what it may say, and nothing of it left behind.
 *
 * The child leads a process group of its own, so that its children die with it.
 */
import { spawn } from "node:child_process";
import { execPath, kill } from "node:process";
import { chain } from "#host/cell/chain.ts";
import { CELL_LIMITS } from "#host/cell/limits.ts";
import { wallsHere } from "#host/cell/walls.ts";

export interface ChildRun {
  /** Arguments of node: flags, then a script. */
  readonly args: readonly string[];
  readonly input: string;
  readonly wallMsMax: number;
  readonly outputBytesMax: number;
}

export type ChildEnd =
  | { readonly kind: "exited"; readonly code: number; readonly output: string }
  /** It did not end by itself, said too much, died of a signal or could not be started. */
  | { readonly kind: "stopped"; readonly why: string };

/** Runs this engine with an empty environment; `/` is its working directory. Never throws. */
export async function runChild(run: ChildRun): Promise<ChildEnd> {
  const { args, input, wallMsMax, outputBytesMax } = run;
  const { links } = await wallsHere();
  const command = chain(links, [execPath, ...args], CELL_LIMITS.dataBytesJit);
  return await new Promise((resolve) => {
    const options = { cwd: "/", env: {}, detached: true, stdio: "pipe" } as const;
    const child = spawn(command.path, [...command.args], options);
    const deadline = AbortSignal.timeout(wallMsMax);
    const pieces: Buffer[] = [];
    let bytes = 0;
    let why: string | null = null;
    const stop = (reason: string): void => {
      why ??= reason;
      if (child.pid === undefined) return;
      try {
        kill(-child.pid, "SIGKILL");
      } catch {
        return; // The group has gone already.
      }
    };
    deadline.addEventListener("abort", () => stop(`it did not end within ${wallMsMax} ms`));
    child.stdout.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > outputBytesMax) stop(`it said more than ${outputBytesMax} bytes`);
      else pieces.push(piece);
    });
    child.stderr.resume();
    child.stdin.on("error", () => stop("it did not read what it was given"));
    child.stdin.end(input);
    child.on("error", (error) => stop(error.message));
    child.on("close", (code, signal) => {
      // A child of its may have outlived it.
      stop(signal === null ? "" : `it died of ${signal}`);
      const killed = why !== null && why !== "";
      if (killed || code === null) resolve({ kind: "stopped", why: why ?? "it did not start" });
      else resolve({ kind: "exited", code, output: Buffer.concat(pieces).toString("utf8") });
    });
  });
}
