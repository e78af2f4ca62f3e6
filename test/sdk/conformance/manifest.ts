import type { PluginManifest } from "#host/contract/manifest.ts";
import { readManifest } from "#sdk/build/read-manifest.ts";
import { templateFiles } from "#sdk/new/template.ts";

/** The manifest of `sdk new` with these levels, as they stand in TOML. */
export function parseManifestText({
  sl,
  tp,
}: {
  readonly sl: string;
  readonly tp: string;
}): PluginManifest {
  const text = (templateFiles("aplugin")["manifest.toml"] ?? "")
    .replace(/^sl_pct = .*$/m, `sl_pct = ${sl}`)
    .replace(/^tp_pct = .*$/m, `tp_pct = ${tp}`);
  const { manifest, finding } = readManifest(text, "aplugin");
  if (manifest === null) throw new Error(finding.message);
  return manifest;
}
