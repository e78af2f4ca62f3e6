import { pluginManifest, type PluginManifest } from "../contract/manifest.ts";
import type { Result } from "../kernel/result.ts";
import { parseToml } from "./toml.ts";

/**
 * Reads the text of a manifest.toml.
 *
 * @param file - The name that messages begin with: `file:line: …`.
 */
export function readManifest(text: string, file = "manifest.toml"): Result<PluginManifest> {
  return parseToml(text, file, pluginManifest);
}
