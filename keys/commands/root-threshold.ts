import type { Handler } from "#host/terminal/run-command.ts";
import type { SignPorts } from "../ports.ts";
import { expiresIn, roleIn } from "../root/arguments.ts";
import { withThreshold } from "../root/change.ts";
import { rootCommand } from "../root/command.ts";

/** `sign root threshold`. */
export function rootThreshold(ports: SignPorts): Handler {
  return rootCommand(ports, (before, args, nowMs) => {
    const role = roleIn(args.text("ROLE"));
    return role.ok
      ? withThreshold(before, role.value, args.number("M"), expiresIn(args, nowMs))
      : role;
  });
}
