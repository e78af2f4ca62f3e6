#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "../host/launch.js";

const PRLIMIT = ["/usr/bin/prlimit", "/bin/prlimit"].find((path) => existsSync(path));

/** A crash must not leave the memory of an unlocked key on a disk. Node cannot set its own limits; prlimit can. */
function refuseCoreFiles() {
  if (PRLIMIT === undefined || typeof process.execve !== "function") return;
  const limits = existsSync("/proc/self/limits") ? readFileSync("/proc/self/limits", "utf8") : "";
  const soft = /^Max core file size\s+(\S+)/m.exec(limits)?.[1] ?? "0";
  if (soft === "0") return;
  const self = [process.execPath, ...process.execArgv, fileURLToPath(import.meta.url)];
  const line = [PRLIMIT, "--core=0:0", ...self, ...process.argv.slice(2)];
  process.execve(PRLIMIT, line, process.env);
}

refuseCoreFiles();
// Without the flag, SIGUSR1 opens a debugger port on a process that holds an unlocked signing key.
await launch(import.meta.url, ["--disable-sigusr1"]);
