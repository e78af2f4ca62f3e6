import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

export interface Child {
  readonly pid: number;
  /** The next line the child prints. */
  line(): Promise<string>;
  /** SIGKILL, and the end of the process awaited. */
  kill(): Promise<void>;
}

/** Runs a TypeScript file of the tests in a process of its own, under the same Node. */
export function childOf(file: string, args: readonly string[]): Child {
  const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  onTestFinished(() => killed(child));
  return {
    pid: child.pid ?? -1,
    async line() {
      const next = await lines.next();
      return next.done === true ? "" : next.value;
    },
    kill: () => killed(child),
  };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}
