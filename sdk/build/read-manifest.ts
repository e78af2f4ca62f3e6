import type { Finding } from "#host/contract/finding.ts";
import type { PluginManifest } from "#host/contract/manifest.ts";
import type { RefusalCode } from "#host/contract/codes.ts";
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
      refuse("config_missing", `${folder} has no manifest.toml`, { hint }).refusal,
      null,
    );
  }
  const file = `${folder}/manifest.toml`;
  const parsed = parseManifest(text, file);
  if (!parsed.ok) {
    const line = parsed.refusal.detail?.["line"];
    return failed(parsed.refusal, typeof line === "number" ? line : null);
  }
  const manifest = parsed.value;
  const wrong = whatIsWrong(manifest, folder);
  if (wrong !== null) {
    const line = lineOf(text, wrong.key);
    const message = `${file}:${line}: ${wrong.message}`;
    return failed(refuse(wrong.code, message).refusal, line);
  }
  const { id, version } = manifest;
  return { manifest, finding: findingOf("manifest", "pass", `${id} v${version}`), refusal: null };
}

interface Wrong {
  readonly key: string;
  readonly code: RefusalCode;
  readonly message: string;
}

function whatIsWrong(manifest: PluginManifest, folder: string): Wrong | null {
  const { id } = manifest;
  const idWrong = (message: string): Wrong => ({ key: "id", code: "plugin_id_invalid", message });
  if (RESERVED_IDS.has(id)) return idWrong(`"${id}" is the name of a folder of signed/`);
  if (id !== folder) return idWrong(`id is "${id}", the folder is "${folder}"`);
  const unsupported = unsupportedKey(manifest);
  if (unsupported === null) return null;
  const { key, was } = unsupported;
  const message = `${key} was ${was}, which this version does not do`;
  return { key, code: "plugin_kind_unsupported", message };
}

function failed(refusal: Refusal, line: number | null): ManifestRead {
  // The message of a refusal begins with the place, which a finding has in fields of its own.
  const message = refusal.message.replace(/^.*?manifest\.toml:\d+: /, "");
  const at = { file: "manifest.toml", line, remedy: refusal.hint };
  return { manifest: null, finding: findingOf("manifest", "fail", message, at), refusal };
}

/** What of the schema this version does; the rest is refused by name. */
export const SUPPORTED = {
  type: "market",
  assets: "none",
} as const;

function unsupportedKey(manifest: PluginManifest): { key: string; was: string } | null {
  const { entry, assets } = manifest;
  const was = {
    type: entry?.type ?? SUPPORTED.type,
    assets: assets.length === 0 ? SUPPORTED.assets : `${assets.length} files`,
  };
  const keys = ["type", "assets"] as const;
  const key = keys.find((each) => was[each] !== SUPPORTED[each]);
  return key === undefined ? null : { key, was: was[key] };
}

/** Where a key stands, for the message only; the first line when it is not found. */
function lineOf(text: string, key: string): number {
  const pattern = new RegExp(`^\\s*\\[*\\s*${key}\\b`);
  return (
    1 +
    Math.max(
      0,
      text.split("\n").findIndex((line) => pattern.test(line)),
    )
  );
}
