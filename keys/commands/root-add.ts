import type { Handler } from "#host/terminal/run-command.ts";
import type { SignPorts } from "../ports.ts";
import { expiresIn, newcomerIn, roleIn } from "../root/arguments.ts";
import { withRole } from "../root/change.ts";
import { rootCommand } from "../root/command.ts";

/** `sign root add`. */
export function rootAdd(ports: SignPorts): Handler {
  return rootCommand(ports, (before, args, nowMs) => {
    const newcomer = newcomerIn(args);
    if (!newcomer.ok) return newcomer;
    const role = roleIn(args.text("role"));
    if (!role.ok) return role;
    const threshold = args.numberOrNull("threshold");
    return withRole(before, newcomer.value, role.value, threshold, expiresIn(args, nowMs));
  });
}
