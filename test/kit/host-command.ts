/** The `host` plane as a function: a command line in, what it came to out. The handlers are the real ones. */
import type { HostPorts } from "#host/commands/host-ports.ts";
import { operatorCommand } from "#host/commands/operator.ts";
import { replayCommand } from "#host/commands/replay.ts";
import { runCommand } from "#host/commands/run.ts";
import { verify } from "#host/commands/verify.ts";
import { assert, Fault } from "#host/kernel/result.ts";
import { parseLine } from "#host/terminal/arguments.ts";
import { someHostPorts } from "./run-deps.ts";

export interface Outcome {
  /** Code of the refusal or the fault; "" when the command did what it was asked. */
  readonly code: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export async function host(
  workspace: string,
  argv: readonly string[],
  change: Partial<HostPorts> = {},
): Promise<Outcome> {
  const ports = someHostPorts(change);
  const handlers = {
    run: runCommand(ports),
    replay: replayCommand(ports),
    verify,
    halt: operatorCommand("halt", ports),
    resume: operatorCommand("resume", ports),
  };
  const line = parseLine("host", [...argv, "--workspace", workspace]);
  assert(line.kind === "command", `${argv.join(" ")} is a command line`);
  const found = Object.entries(handlers).find(([name]) => name === line.command.name);
  assert(found !== undefined, `${line.command.name} is one of the commands here`);
  try {
    const done = await found[1](line.arguments);
    if (done.ok) return { code: "", message: done.text, data: done.data };
    return { ...done.refusal, data: {} };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { code: error.code, message: error.message, data: {} };
  }
}
