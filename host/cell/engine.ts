import { existsSync, readdirSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { assert } from "../kernel/result.ts";

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
