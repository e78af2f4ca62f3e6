import type { Handlers } from "#host/terminal/run-command.ts";
import { approve } from "./commands/approve.ts";
import { keygen } from "./commands/keygen.ts";
import { recertify } from "./commands/recertify.ts";
import { renew } from "./commands/renew.ts";
import { revoke } from "./commands/revoke.ts";
import { risk } from "./commands/risk.ts";
import { rootAdd } from "./commands/root-add.ts";
import { rootInit } from "./commands/root-init.ts";
import { rootRemove } from "./commands/root-remove.ts";
import { rootRotate } from "./commands/root-rotate.ts";
import { rootShow } from "./commands/root-show.ts";
import { rootSign } from "./commands/root-sign.ts";
import { rootThreshold } from "./commands/root-threshold.ts";
import { review } from "./commands/review.ts";
import { verify } from "./commands/verify.ts";
import { withdraw } from "./commands/withdraw.ts";
import { witness } from "./commands/witness.ts";
import type { SignPorts } from "./ports.ts";

/** One handler per `sign` command of host/contract/commands.ts. */
export function handlersOf(ports: SignPorts): Handlers["sign"] {
  return {
    keygen: keygen(ports),
    "root init": rootInit(ports),
    "root add": rootAdd(ports),
    "root remove": rootRemove(ports),
    "root rotate": rootRotate(ports),
    "root threshold": rootThreshold(ports),
    "root sign": rootSign(ports),
    "root show": rootShow(ports),
    approve: approve(ports),
    renew: renew(ports),
    recertify: recertify(ports),
    withdraw: withdraw(ports),
    revoke: revoke(ports),
    risk: risk(ports),
    review: review(ports),
    verify: verify(ports),
    witness: witness(ports),
  };
}
