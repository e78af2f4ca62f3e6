/** What each kind of plugin exports. */
import type { PluginManifest } from "#host/contract/manifest.ts";

export type PluginKind = PluginManifest["kind"];

/** `asked`: the function that every bar's close asks; `also`: what it may have besides. */
export const KIND_EXPORTS = {
  strategy: { asked: "entrySignal", also: ["exitSignal", "indicators"] },
  signal: { asked: "score", also: ["indicators"] },
  factor: { asked: "value", also: ["indicators"] },
} as const satisfies Readonly<
  Record<PluginKind, { readonly asked: string; readonly also: readonly string[] }>
>;

export const KINDS: readonly PluginKind[] = ["strategy", "signal", "factor"];

/** A bare script has no manifest to say its kind: the function that it exports does. */
export function kindOf(
  manifest: Pick<PluginManifest, "kind"> | null,
  exports: readonly string[],
): PluginKind {
  if (manifest !== null) return manifest.kind;
  return KINDS.find((kind) => exports.includes(KIND_EXPORTS[kind].asked)) ?? "strategy";
}

/**
 * What is wrong with a module's exports, as a fact; null when nothing is.
 *
 * @param kind - null: a bare script, of the kind that its exports say.
 */
export function exportsProblem(exports: readonly string[], kind: PluginKind | null): string | null {
  const wanted = kind ?? kindOf(null, exports);
  const { asked, also } = KIND_EXPORTS[wanted];
  const names: readonly string[] = [asked, ...also];
  if (!exports.includes(asked)) {
    const found = exports.length === 0 ? "nothing" : exports.join(", ");
    return `${asked} is not exported, which a ${wanted} is asked for; the exports are ${found}`;
  }
  const extra = exports.find((name) => !names.includes(name));
  return extra === undefined ? null : `${extra} is exported, a ${wanted} has ${names.join(", ")}`;
}
