import { resolve } from "node:path";
import { buildSync } from "esbuild";

const ROOT = resolve(import.meta.dirname, "../..");

/** One module text out of a plugin's source, `#plugin` included. */
export function bundleOf(source: string): string {
  const built = buildSync({
    stdin: { contents: source, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    format: "esm",
    target: "es2024",
    write: false,
    alias: { "#plugin": resolve(ROOT, "sdk/plugin/index.ts") },
  });
  return built.outputFiles[0]?.text ?? "";
}
