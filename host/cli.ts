/** The host's command line: ports of the real world in, exit code out. */
import { armCommand, disarmCommand } from "./commands/arm.ts";
import { auditCommand } from "./commands/audit.ts";
import { machineAudit } from "./commands/audit/system.ts";
import { explain } from "./commands/explain.ts";
import { exportCommand } from "./commands/export.ts";
import type { HostPorts } from "./commands/host-ports.ts";
import { init } from "./commands/init.ts";
import { operatorCommand } from "./commands/operator.ts";
import { RELEASE } from "./commands/release.ts";
import { replayCommand } from "./commands/replay.ts";
import { runCommand as hostRun } from "./commands/run.ts";
import { statusCommand } from "./commands/status.ts";
import { verify } from "./commands/verify.ts";
import { whyCommand } from "./commands/why.ts";
import { systemClock } from "./system/clock.ts";
import { askAtTerminal } from "./system/ask.ts";
import { runCommand } from "./terminal/run-command.ts";

export async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // The first asks; who asks again does not want to wait. Start-up recovers from either.
    process.on(signal, () => (stop.signal.aborted ? process.exit(130) : stop.abort()));
  }
  const ports: HostPorts = {
    clock: systemClock,
    pid: process.pid,
    versions: process.versions,
    arch: process.arch,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    progress: {
      write: (text) => void process.stderr.write(text),
      isTerminal: process.stderr.isTTY,
      width: process.stderr.columns ?? 80,
    },
    stop: stop.signal,
  };
  const handlers = {
    init,
    explain,
    verify,
    run: hostRun(ports),
    halt: operatorCommand("halt", ports),
    resume: operatorCommand("resume", ports),
    replay: replayCommand(ports),
    status: statusCommand(ports),
    audit: auditCommand({ ...ports, machine: machineAudit(process) }),
    arm: armCommand({ ...ports, machine: machineAudit(process), ask: askAtTerminal(process) }),
    disarm: disarmCommand(ports),
    why: whyCommand,
    export: exportCommand(ports),
  };
  return await runCommand("host", RELEASE, argv, handlers, ports);
}
