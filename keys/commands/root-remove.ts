import { ok, refuse } from "#host/kernel/result.ts";
import type { Handler } from "#host/terminal/run-command.ts";
import type { SignPorts } from "../ports.ts";
import { expiresIn, keyidIn, roleIn } from "../root/arguments.ts";
import { withoutKey } from "../root/change.ts";
import { rootCommand } from "../root/command.ts";

/** `sign root remove`. */
export function rootRemove(ports: SignPorts): Handler {
  return rootCommand(ports, (before, args, nowMs) => {
    const keyid = keyidIn(before, args.text("KEY"));
    if (!keyid.ok) return keyid;
    const named = args.textOrNull("role");
    const role = named === null ? ok(null) : roleIn(named);
    if (!role.ok) return role;
    const compromised = args.flag("compromised");
    if (compromised && role.value !== null) {
      return refuse("argument_invalid", "--compromised takes a key out of all roles, not of one");
    }
    return withoutKey(before, keyid.value, role.value, compromised, expiresIn(args, nowMs));
  });
}
