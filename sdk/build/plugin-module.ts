import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sourceDigest } from "#host/kernel/source-digest.ts";

/** Folder of `#plugin`; an installation keeps it beside this one. */
export const PLUGIN_MODULE_DIR = join(import.meta.dirname, "..", "plugin");

export interface PluginModule {
  /** File name → text; `index.ts` is what an import of `#plugin` names. */
  readonly texts: Readonly<Record<string, string>>;
  readonly sha256: string;
}

/** Reads the modules behind `#plugin`: they are bundled into every plugin, so their digest stands in the candidate. */
export function readPluginModule(): PluginModule {
  const files = readdirSync(PLUGIN_MODULE_DIR)
    .filter((name) => /\.(?:ts|js)$/.test(name))
    .map((path) => ({ path, bytes: readFileSync(join(PLUGIN_MODULE_DIR, path)) }));
  const texts = files.map(({ path, bytes }) => [path, bytes.toString("utf8")] as const);
  return { texts: Object.fromEntries(texts), sha256: sourceDigest(files) };
}
