import type { Handlers } from "#host/terminal/run-command.ts";
import { approve } from "./commands/approve.ts";
import { keygen } from "./commands/keygen.ts";
import { rootAdd } from "./commands/root-add.ts";
import { rootInit } from "./commands/root-init.ts";
import { verify } from "./commands/verify.ts";
import type { SignPorts } from "./ports.ts";

/** One handler per `sign` command of host/contract/commands.ts. */
export function handlersOf(ports: SignPorts): Handlers["sign"] {
  return {
    keygen: keygen(ports),
    "root init": rootInit(ports),
    "root add": rootAdd(ports),
    approve: approve(ports),
    verify: verify(ports),
  };
}
