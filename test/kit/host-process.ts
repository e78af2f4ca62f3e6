/** The real `host` in a process of its own, as a person or a service manager would start it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { onTestFinished } from "vitest";
import { z } from "zod";

const ROOT = resolve(import.meta.dirname, "../..");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The one document that --json prints; null when the process printed none. */
  readonly document: Readonly<Record<string, unknown>> | null;
}

export interface HostProcess {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves when standard error has said this; rejects when the process ends before. */
  saying(words: string): Promise<void>;
  send(signal: NodeJS.Signals): void;
}

/** @param args - Without the workspace; --json is added. */
export function startHost(workspace: string, args: readonly string[]): HostProcess {
  const line = ["--disable-sigusr1", "host/host.js", ...args, "--json", "--workspace", workspace];
  const child = spawn(process.execPath, line, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "" };
  const heard = new EventTarget();
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (said.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err += text;
    heard.dispatchEvent(new Event("said"));
  });
  const ended = once(child, "close").then((): Ended => ({
    code: child.exitCode,
    signal: child.signalCode,
    document: documentIn(said.out),
  }));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return {
    pid: child.pid ?? -1,
    ended,
    send: (signal) => void child.kill(signal),
    async saying(words) {
      while (!said.err.includes(words)) {
        const over = await Promise.race([
          once(heard, "said").then(() => false),
          ended.then(() => true),
        ]);
        if (over && !said.err.includes(words))
          throw new Error(`it ended, having said: ${said.err}`);
      }
    },
  };
}

function documentIn(text: string): Readonly<Record<string, unknown>> | null {
  if (text.trim() === "") return null;
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}
