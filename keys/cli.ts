/** The `sign` plane: real clock, entropy and terminal, built here and nowhere else. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { wantsColour } from "#host/terminal/table.ts";
import { runCommand } from "#host/terminal/run-command.ts";
import { userKeysIn } from "./commands/keygen.ts";
import { handlersOf } from "./handlers.ts";
import type { Keyboard, SignPorts } from "./ports.ts";
import { commandRunner } from "./witness/command-runner.ts";

/** Runs one command line and resolves to the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const output = {
    out: (text: string) => void process.stdout.write(text),
    err: (text: string) => void process.stderr.write(text),
  };
  return await runCommand("sign", version(), argv, handlersOf(systemPorts()), output);
}

function systemPorts(): SignPorts {
  return {
    nowMs: () => Date.now(),
    pid: process.pid,
    isAlive,
    entropy: { bytes: (length) => Uint8Array.from(randomBytes(length)) },
    keyboard: systemKeyboard(),
    userKeys: userKeysIn(homedir()),
    versions: { node: process.versions.node, v8: process.versions.v8 },
    arch: process.arch,
    screen: {
      width: process.stdout.columns ?? 100,
      colour: wantsColour(process.env, process.stdout.isTTY),
    },
    waitMs: waitOrStop,
    searchPath: process.env["PATH"] ?? "",
    runCommandLine: commandRunner(process.env),
    tell: (text) => void process.stderr.write(text),
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** An interrupt ends the wait, and with it the witness in good order; anywhere else it ends the program at once. */
function waitOrStop(ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (goOn: boolean): void => {
      clearTimeout(timer);
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
      resolve(goOn);
    };
    const stop = (): void => end(false);
    const timer = setTimeout(end, ms, true);
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
}

/** Standard input as bytes. */
function systemKeyboard(): Keyboard {
  const { stdin } = process;
  return {
    isTerminal: stdin.isTTY,
    setRaw(raw) {
      stdin.setRawMode(raw);
      if (!raw) stdin.pause();
    },
    read: () =>
      new Promise((resolve) => {
        const settle = (chunk: Uint8Array | null): void => {
          stdin.off("data", settle);
          stdin.off("end", end);
          stdin.pause();
          resolve(chunk);
        };
        const end = (): void => settle(null);
        stdin.on("data", settle);
        stdin.on("end", end);
        stdin.resume();
      }),
  };
}

function version(): string {
  const text = readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
