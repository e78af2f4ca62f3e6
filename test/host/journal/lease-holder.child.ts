// Holds a lease until it is killed, and forgets that it does: the lease must not be collected with the variable.
// Arguments: the lock file.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { takeLease } from "#host/journal/lease.ts";

const path = process.argv[2] ?? "";
const lease = takeLease({ path, account: "main", pid: process.pid });
const said = lease.ok ? "held\n" : `${lease.refusal.message}\n`;
setFlagsFromString("--expose-gc");
setInterval(() => {}, 60_000);
setTimeout(() => {
  runInNewContext("gc()");
  setImmediate(() => process.stdout.write(said));
}, 0);
