import { existsSync, readdirSync, readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
import { engine, type Engine } from "../contract/approval.ts";
import { assert } from "../kernel/result.ts";
import { preludeSha256 } from "./prelude-text.ts";

const packageShape = z.object({ version: z.string() });

/**
 * The engine that decides here, as an approval names it: equal engines give equal bits.
 *
 * The cell runs on the same binary as the host, which the launcher has compared with the pinned digest.
 */
export function engineHere(): Engine {
  return engine.parse({
    node: process.versions.node,
    v8: process.versions.v8,
    arch: process.arch,
    isolatedVm: packageShape.parse(JSON.parse(readFileSync(packagePath(), "utf8"))).version,
    preludeSha256: preludeSha256(),
  });
}

/** Path of isolated-vm's prebuilt .node file for this engine and C library. */
export function addonPath(): string {
  const folder = join(dirname(packagePath()), "prebuilds", `${process.platform}-${process.arch}`);
  const abi = `.abi${process.versions.modules}.`;
  const fits = existsSync(folder) ? readdirSync(folder).filter((name) => name.includes(abi)) : [];
  const libc = existsSync("/etc/alpine-release") ? ".musl." : ".glibc.";
  const name =
    fits.find((each) => each.includes(libc)) ?? fits.find((each) => !/musl|glibc/.test(each));
  assert(name !== undefined, "isolated-vm has a binary for this engine");
  return join(folder, name);
}

function packagePath(): string {
  const path = findPackageJSON("isolated-vm", import.meta.url);
  assert(path !== undefined, "isolated-vm is installed");
  return path;
}
