// Holds a lease until it is killed. Arguments: the lock file.
import { takeLease } from "#host/journal/lease.ts";

const path = process.argv[2] ?? "";
const lease = takeLease({ path, account: "main", pid: process.pid });
process.stdout.write(lease.ok ? "held\n" : `${lease.refusal.message}\n`);
setInterval(() => {}, 60_000);
