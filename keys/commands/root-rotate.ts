import type { Handler } from "#host/terminal/run-command.ts";
import type { SignPorts } from "../ports.ts";
import { expiresIn, keyidIn, newcomerIn } from "../root/arguments.ts";
import { rotated } from "../root/change.ts";
import { rootCommand } from "../root/command.ts";

/** `sign root rotate`. */
export function rootRotate(ports: SignPorts): Handler {
  return rootCommand(ports, (before, args, nowMs) => {
    const keyid = keyidIn(before, args.text("KEY"));
    if (!keyid.ok) return keyid;
    const newcomer = newcomerIn(args);
    if (!newcomer.ok) return newcomer;
    const compromised = args.flag("compromised");
    return rotated(before, keyid.value, newcomer.value, compromised, expiresIn(args, nowMs));
  });
}
