/** The sdk's command line: the one place of this plane that sees the process and makes the real ports. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { progressLine } from "#host/terminal/progress.ts";
import { runCommand, type Output } from "#host/terminal/run-command.ts";
import { systemClock } from "#host/system/clock.ts";
import { sdkHandlers } from "./commands/handlers.ts";
import type { SdkPorts } from "./ports.ts";

/** @returns The exit code. */
export function main(
  argv: readonly string[],
  ports: SdkPorts = systemPorts(),
  output: Output = processOutput,
): Promise<number> {
  return runCommand("sdk", version(), argv, sdkHandlers(ports), output);
}

const processOutput: Output = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

function systemPorts(): SdkPorts {
  const { stderr } = process;
  return {
    clock: systemClock,
    progress: progressLine({
      write: (text) => void stderr.write(text),
      isTerminal: stderr.isTTY,
      width: stderr.columns ?? 80,
    }),
  };
}

function version(): string {
  const text = readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
