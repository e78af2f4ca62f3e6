/** The `sign` plane: real clock, entropy and terminal, built here and nowhere else. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { runCommand } from "#host/terminal/run-command.ts";
import { userKeysIn } from "./commands/keygen.ts";
import { handlersOf } from "./handlers.ts";
import type { Keyboard, SignPorts } from "./ports.ts";

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
    entropy: { bytes: (length) => Uint8Array.from(randomBytes(length)) },
    keyboard: systemKeyboard(),
    userKeys: userKeysIn(homedir()),
    versions: { node: process.versions.node, v8: process.versions.v8 },
    arch: process.arch,
    tell: (text) => void process.stderr.write(text),
  };
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
