/** The reading commands of the host as a function: arguments in, words and exit code out. */
import { armCommand, disarmCommand } from "#host/commands/arm.ts";
import { auditCommand } from "#host/commands/audit.ts";
import type { MachineAudit } from "#host/commands/audit/ports.ts";
import { explain } from "#host/commands/explain.ts";
import { exportCommand } from "#host/commands/export.ts";
import { init } from "#host/commands/init.ts";
import { statusCommand } from "#host/commands/status.ts";
import { verify } from "#host/commands/verify.ts";
import { whyCommand } from "#host/commands/why.ts";
import { ok } from "#host/kernel/result.ts";
import { runCommand, type Handler } from "#host/terminal/run-command.ts";
import { NOW_MS } from "./signer.ts";
import { steppedClock } from "./stepped-clock.ts";

export interface HostChange {
  readonly nowMs?: number;
  readonly machine?: Partial<MachineAudit>;
  /** What a person types when asked; left out: there is no terminal. */
  readonly typed?: string;
  readonly versions?: { readonly node: string; readonly v8: string };
}

export interface Said {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

const unused: Handler = () => Promise.reject(new Error("this command is not under test here"));

/** Every wall stands, there is room, and a cell starts; say only what differs. */
export function aMachine(change: Partial<MachineAudit> = {}): MachineAudit {
  const links = {
    privileges: true,
    ordinaryUser: true,
    namespaces: true,
    capabilities: true,
    limits: true,
  };
  const list = (
    ["privileges", "ordinaryUser", "namespaces", "capabilities", "limits"] as const
  ).map((wall) => ({ wall, present: true, why: "stands" }));
  return {
    platform: "linux",
    flags: ["--disable-sigusr1"],
    engineSha256: () => "",
    walls: () => Promise.resolve({ links, list }),
    watchesResident: () => true,
    tryCell: () => Promise.resolve(ok("a cell started")),
    freeBytes: () => 1e12,
    ...change,
  };
}

/** `host …` in a workspace. */
export async function hostSays(
  workspace: string,
  argv: readonly string[],
  change: HostChange = {},
): Promise<Said> {
  const words = { out: "", err: "" };
  const out = (text: string): void => void (words.out += text);
  const err = (text: string): void => void (words.err += text);
  const ports = {
    clock: steppedClock(change.nowMs ?? NOW_MS),
    versions: change.versions ?? process.versions,
    arch: process.arch,
    machine: aMachine(change.machine),
    out,
    err,
  };
  const handlers = {
    init,
    explain,
    verify,
    status: statusCommand(ports),
    audit: auditCommand(ports),
    why: whyCommand,
    export: exportCommand(ports),
    run: unused,
    arm: armCommand({ ...ports, pid: 0, ask: () => Promise.resolve(change.typed ?? null) }),
    disarm: disarmCommand({ pid: 0 }),
    halt: unused,
    resume: unused,
    replay: unused,
  };
  const line = [...argv, "--workspace", workspace];
  const exit = await runCommand("host", "test", line, handlers, { out, err });
  return { ...words, exit };
}

/** The one document of `--json`. */
export async function hostData(
  workspace: string,
  argv: readonly string[],
  change: HostChange = {},
): Promise<Record<string, unknown>> {
  const { out } = await hostSays(workspace, [...argv, "--json"], change);
  return JSON.parse(out) as Record<string, unknown>;
}
