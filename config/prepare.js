// What npm runs after an installation: the examples become candidates. What needs an optional package that was left out
// is left out too, and said so: an installation does not fail for want of an example.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
/** @param {string} name */
const isInstalled = (name) => existsSync(join(root, "node_modules", name));

/** Plugin → the package that makes its bundle. The bundler's binary is an optional package of its own. */
const EXAMPLES = [
  ["ema-cross", "@esbuild"],
  ["funding-fade", "@esbuild"],
  ["rsi-revert", "@esbuild"],
  ["wasm-donchian", "assemblyscript"],
];

const plugins = [];
for (const [id = "", needs = ""] of EXAMPLES) {
  if (isInstalled(needs)) plugins.push(`plugins/${id}`);
  else console.log(`plugins/${id} is not built: ${needs}, an optional package, is not installed`);
}
if (plugins.length > 0) {
  const build = ["sdk/sdk.js", "build", ...plugins];
  const { status } = spawnSync(process.execPath, build, { cwd: root, stdio: "inherit" });
  process.exitCode = status ?? 1;
}
