import type { Finding } from "#host/contract/finding.ts";
import type { PluginManifest } from "#host/contract/manifest.ts";
import { RESERVED_IDS } from "#host/contract/primitives.ts";
import { refuse, type Refusal } from "#host/kernel/result.ts";
import { readManifest as parseManifest } from "#host/workspace/manifest.ts";
import { findingOf } from "./rules.ts";

export interface ManifestRead {
  readonly manifest: PluginManifest | null;
  readonly finding: Finding;
  /** With the code that says what is wrong; null when nothing is. */
  readonly refusal: Refusal | null;
}

/**
 * Reads a manifest and checks what its schema cannot: that the id is the folder's name and that this version builds
 * what is asked for.
 *
 * @param text - Of manifest.toml; undefined when the folder has none.
 */
export function readManifest(text: string | undefined, folder: string): ManifestRead {
  if (text === undefined) {
    const hint = "sdk new ID writes a commented one; sdk contract has its schema";
    return failed(
      refuse("config_missing", "the folder has no manifest.toml", { hint }).refusal,
      undefined,
    );
  }
  const parsed = parseManifest(text);
  if (!parsed.ok) {
    const line = parsed.refusal.detail?.["line"];
    return failed(parsed.refusal, typeof line === "number" ? line : undefined);
  }
  const manifest = parsed.value;
  if (RESERVED_IDS.has(manifest.id)) {
    const message = `"${manifest.id}" is the name of a folder of signed/`;
    return failed(refuse("plugin_id_invalid", message).refusal, lineOf(text, "id"));
  }
  if (manifest.id !== folder) {
    const message = `id is "${manifest.id}", the folder is "${folder}"`;
    return failed(refuse("plugin_id_invalid", message).refusal, lineOf(text, "id"));
  }
  const unsupported = unsupportedKey(manifest);
  if (unsupported !== null) {
    const { key, was } = unsupported;
    const message = `${key} was ${was}, which this version does not do`;
    return failed(refuse("plugin_kind_unsupported", message).refusal, lineOf(text, key));
  }
  const { id, version } = manifest;
  return { manifest, finding: findingOf("manifest", "pass", `${id} v${version}`), refusal: null };
}

function failed(refusal: Refusal, line: number | undefined): ManifestRead {
  // The message of a TOML refusal begins with the place, which a finding has in fields of its own.
  const message = refusal.message.replace(/^manifest\.toml:\d+: /, "");
  const at = { file: "manifest.toml", line: line ?? null, remedy: refusal.hint };
  const finding = findingOf("manifest", "fail", message, at);
  return { manifest: null, finding, refusal };
}

/** What of the schema this version does; the rest is refused by name. */
export const SUPPORTED = {
  kind: "strategy",
  module: "js",
  type: "market",
  assets: "none",
} as const;

function unsupportedKey(manifest: PluginManifest): { key: string; was: string } | null {
  const { kind, module, entry, assets } = manifest;
  const was = {
    kind,
    module,
    type: entry.type,
    assets: assets.length === 0 ? SUPPORTED.assets : `${assets.length} files`,
  };
  const keys = ["kind", "module", "type", "assets"] as const;
  const key = keys.find((each) => was[each] !== SUPPORTED[each]);
  return key === undefined ? null : { key, was: was[key] };
}

/** Where a key stands, for the message only. */
function lineOf(text: string, key: string): number | undefined {
  const lines = text.split("\n");
  const pattern = new RegExp(`^\\s*\\[*\\s*${key}\\b`);
  const index = lines.findIndex((line) => pattern.test(line));
  return index < 0 ? undefined : index + 1;
}
