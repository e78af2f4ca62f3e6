// What npm runs after an installation: the examples become candidates. The one in AssemblyScript is left out where its
// compiler, an optional package, was not installed.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const scripts = ["ema-cross", "funding-fade", "rsi-revert"];
const hasCompiler = existsSync(join(root, "node_modules/assemblyscript/package.json"));
const plugins = hasCompiler ? [...scripts, "wasm-donchian"] : scripts;
const folders = plugins.map((id) => `plugins/${id}`);
const { status } = spawnSync(process.execPath, ["sdk/sdk.js", "build", ...folders], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = status ?? 1;
