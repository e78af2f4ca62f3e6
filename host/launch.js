// Starts a plane's cli.ts under the pinned engine. Plain JavaScript: it must work under any Node from 20 on.
//
// It trusts nothing but the digests in engine.js. A caller under another Node, without the plane's engine flags, or
// with NODE_OPTIONS (which could preload code or open an inspector), is started again under the pinned binary.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { chooseEngine, findPinnedEngine, sha256OfFile } from "./engine.js";

/** Signals that a terminal, a service manager or a person sends to us and means for the program. */
const FORWARDED = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Runs a plane: checks the engine, then calls `main(argv)` of its cli.ts and exits with what that resolves to.
 *
 * @param {string} launcher - import.meta.url of the plane's launcher.
 * @param {readonly string[]} [flags] - Engine flags that the plane needs.
 * @returns {Promise<void>}
 */
export async function launch(launcher, flags = []) {
  const cachePath = fileURLToPath(new URL("../node_modules/.cache/bulkhead/engine.json", launcher));
  const choice = chooseEngine({
    version: process.versions.node,
    execPath: process.execPath,
    platform: process.platform,
    arch: process.arch,
    pinnedPath: () => findPinnedEngine(launcher, process.platform, process.arch),
    sha256Of: (path) => sha256OfFile(path, cachePath),
  });
  if (choice.engine === "none") return refuse(choice.refusal);
  const ready =
    flags.every((flag) => process.execArgv.includes(flag)) && !process.env["NODE_OPTIONS"];
  if (choice.engine === "this" && ready) return await runHere(new URL("./cli.ts", launcher));
  const path = choice.engine === "this" ? process.execPath : choice.path;
  runUnder(path, [...flags, fileURLToPath(launcher), ...process.argv.slice(2)]);
}

/**
 * @param {URL} cli
 */
async function runHere(cli) {
  // A bug must not end as 1, which says "refused": 70 says that the program itself was wrong.
  process.on("uncaughtException", (error) => {
    console.error(error);
    process.exit(70);
  });
  // Whoever read our output has left (`| head`): nobody is there to be told, and no journal minds a sudden end.
  process.stdout.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(128 + 13); // as a shell names the end by SIGPIPE
  });
  /** @type {{ main: (argv: string[]) => Promise<number> }} */
  const plane = await import(cli.href);
  process.exitCode = await plane.main(process.argv.slice(2));
}

/**
 * Replaces this process where Node can (same pid: signals and exit codes need no forwarding), else starts a child.
 *
 * @param {string} path
 * @param {string[]} args
 */
function runUnder(path, args) {
  const env = { ...process.env };
  delete env["NODE_OPTIONS"];
  if (typeof process.execve === "function") return process.execve(path, [path, ...args], env);
  const child = spawn(path, args, { stdio: "inherit", env });
  for (const signal of FORWARDED) {
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches the child too: a second one from us would mean "stop at once".
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  child.on("error", (error) => {
    console.error(`fault: engine_not_started: ${error.message}`);
    process.exitCode = 3;
  });
  child.on("exit", (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 70;
      return;
    }
    for (const each of FORWARDED) process.removeAllListeners(each);
    process.kill(process.pid, signal);
  });
}

/**
 * @param {import("./engine.js").EngineRefusal} refusal
 */
function refuse(refusal) {
  if (process.argv.includes("--json")) console.log(JSON.stringify({ ok: false, refusal }));
  console.error(`refused: ${refusal.code}: ${refusal.message}\nhint: ${refusal.hint}`);
  process.exitCode = 1;
}
