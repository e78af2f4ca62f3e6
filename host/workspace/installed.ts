/** What is installed around us that an approval pins: the isolate's version, and all code that runs beside a plugin. */
import { readdirSync, readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { join } from "node:path";
import { z } from "zod";
import { preludeDigest, type PreludeFile } from "../kernel/prelude-digest.ts";
import { Fault } from "../kernel/result.ts";

const CELL = join(import.meta.dirname, "..", "cell");
const packageShape = z.object({ version: z.string() });

export interface Installed {
  readonly isolatedVm: string;
  readonly preludeSha256: string;
}

/** Fault: file_unreadable when a part of the installation is not there. */
export function readInstalled(): Installed {
  try {
    return { isolatedVm: isolatedVmVersion(), preludeSha256: preludeDigest(readPreludeFiles()) };
  } catch (error) {
    throw new Fault("file_unreadable", "this installation is not whole: run npm ci", {
      cause: error,
    });
  }
}

/** All of realm/ by listing it: a file that nobody loads would still be seen by the test that compares. */
function readPreludeFiles(): readonly PreludeFile[] {
  const realm = join(CELL, "realm");
  const names = readdirSync(realm, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".js"));
  const files = names.map((name) => ({ name, text: readFileSync(join(realm, name), "utf8") }));
  return [{ name: "cell.js", text: readFileSync(join(CELL, "cell.js"), "utf8") }, ...files];
}

function isolatedVmVersion(): string {
  const path = findPackageJSON("isolated-vm", import.meta.url);
  return packageShape.parse(JSON.parse(readFileSync(path ?? "isolated-vm", "utf8"))).version;
}
