// Holds a lease until it is killed, and forgets that it does: the lease must not be collected with the variable.
// Arguments: the lock file.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { takeLease } from "#host/journal/lease.ts";

const path = process.argv[2] ?? "";
const lease = takeLease({ path, account: "main", pid: process.pid });
setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");
const said = lease.ok ? "held\n" : `${lease.refusal.message}\n`;
setInterval(() => {}, 60_000);
setTimeout(() => {
  if (typeof collect === "function") collect();
  setImmediate(() => process.stdout.write(said));
}, 0);
