// Runs in the place of cell.js, inside all walls, and tries what a broken-out plugin would try. Prints JSON.

import { readFileSync, readSync, writeFileSync, writeSync } from "node:fs";

/** @param {() => unknown} work */
async function attempt(work) {
  try {
    return { done: String(await work()) };
  } catch (error) {
    return {
      refused: error instanceof Error && "code" in error ? String(error.code) : String(error),
    };
  }
}

const hostPid = Number(process.argv[2]);
process.permission.drop("addon");
const report = {
  readsFile: await attempt(() => readFileSync("/etc/hostname", "utf8")),
  readsHost: await attempt(() => readFileSync(`/proc/${hostPid}/environ`, "utf8")),
  writesFile: await attempt(() => writeFileSync("/tmp/bulkhead-probe", "x")),
  startsProgram: await attempt(async () =>
    (await import("node:child_process")).execFileSync("/bin/true"),
  ),
  startsWorker: await attempt(
    async () => new (await import("node:worker_threads")).Worker("1", { eval: true }),
  ),
  opensDatabase: await attempt(async () => {
    const { DatabaseSync } = await import("node:sqlite");
    return new DatabaseSync("/tmp/bulkhead-probe.sqlite");
  }),
  opensSocket: await attempt(
    async () =>
      await new Promise((resolve, reject) => {
        void import("node:net").then((net) => {
          net.connect(80, "127.0.0.1").once("error", reject).once("connect", resolve);
        }, reject);
      }),
  ),
  looksUpName: await attempt(async () => (await import("node:dns")).promises.lookup("example.com")),
  signalsHost: await attempt(() => process.kill(hostPid, 0)),
  loadsAddon: await attempt(() => process.dlopen({ exports: {} }, String(process.argv[3]))),
  hasWasm: "WebAssembly" in globalThis,
  allocates: await attempt(() => Buffer.alloc(500_000_000, 1).length),
  env: process.env,
  cwd: process.cwd(),
  pid: process.pid,
};
const text = Buffer.from(`${JSON.stringify(report)}\n`);
for (let at = 0; at < text.length;) at += writeSync(1, text, at);
// Waits to be looked at from outside, until the host lets go of the pipe.
readSync(0, new Uint8Array(1), 0, 1, null);
