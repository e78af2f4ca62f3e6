/** `host status`: answers from files alone, so it works while a host runs, when it hangs and when there is none. */
import type { Result } from "../kernel/result.ts";
import type { Arguments } from "../terminal/arguments.ts";
import type { Done, Handler } from "../terminal/run-command.ts";
import { engineOf } from "../trust/engine.ts";
import { readInstalled } from "../workspace/installed.ts";
import { workspaceAt } from "../workspace/paths.ts";
import type { HostPorts } from "./host-ports.ts";
import { statusData } from "./status/data.ts";
import { gatherStatus, type Status } from "./status/gather.ts";
import { statusText } from "./status/text.ts";

export type StatusPorts = Pick<HostPorts, "clock" | "versions" | "arch">;

export function statusCommand(ports: StatusPorts): Handler {
  return (args) => {
    const status = ask(args, ports);
    return Promise.resolve(status.ok ? done(status.value) : status);
  };
}

function ask(args: Arguments, { clock, versions, arch }: StatusPorts): Result<Status> {
  const engine = engineOf({ versions, arch, ...readInstalled() });
  if (!engine.ok) return engine;
  return gatherStatus({
    workspace: workspaceAt(args.workspace),
    named: args.workspace === "." ? null : args.workspace,
    account: args.textOrNull("account"),
    run: args.textOrNull("run"),
    engine: engine.value,
    nowMs: clock.nowMs(),
  });
}

function done(status: Status): Done {
  return { ok: true, text: statusText(status), data: statusData(status) };
}
