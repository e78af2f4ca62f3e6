/** Which compiler makes the bundle: the manifest's `module` says it, and the entry's name has to agree. */
import type { Finding } from "#host/contract/finding.ts";
import type { PluginManifest } from "#host/contract/manifest.ts";
import { compileAssembly } from "./assembly.ts";
import { bundlePlugin, type Bundled } from "./bundle.ts";
import { WASM_ENTRY } from "./plugin-source.ts";
import { findingOf } from "./rules.ts";

/** @param manifest - null: a bare script, which is JavaScript. */
export async function compilePlugin(
  texts: ReadonlyMap<string, string>,
  entry: string,
  manifest: Pick<PluginManifest, "kind" | "module"> | null,
): Promise<Bundled> {
  return manifest?.module === "wasm"
    ? compileAssembly(texts, entry, manifest.kind)
    : bundlePlugin(texts, entry, manifest?.kind ?? null);
}

/** @returns null where entry and module agree. */
export function moduleFinding(
  manifest: Pick<PluginManifest, "module"> | null,
  entry: string,
): Finding | null {
  if (manifest === null || (manifest.module === "wasm") === (entry === WASM_ENTRY)) return null;
  const message = `module is "${manifest.module}", and the entry is ${entry}`;
  const remedy = `"js" begins in signal.ts or signal.js, "wasm" in ${WASM_ENTRY}`;
  return findingOf("files", "fail", message, { remedy });
}
