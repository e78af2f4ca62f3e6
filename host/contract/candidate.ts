import { z } from "zod";
import { lineText, pluginId, sha256, version } from "./primitives.ts";

/** What runs: text of JavaScript, or a binary of WebAssembly, by the manifest's `module`. */
export const BUNDLE_FILES = { js: "bundle.js", wasm: "bundle.wasm" } as const;

/** Where things are in `var/candidates/<id>/<version>/`, and again in `signed/<id>/<version>/`. */
export const CANDIDATE_FILES = {
  record: "candidate.json",
  manifest: "manifest.toml",
  /** Every file that `sourceSha256` covers, manifest.toml among them, under the paths it had in the plugin folder. */
  source: "source",
} as const;

/** `candidate.json`: what `sdk build` made from what. Unsigned; whoever signs computes the digests again. */
export const candidate = z.strictObject({
  schema: z.literal("candidate/1"),
  id: pluginId,
  version,
  /** Of the bundle, the exact bytes that a cell compiles. */
  bundleSha256: sha256,
  bundleBytes: z.int().min(1),
  /** `sourceDigest` (host/kernel/source-digest.ts) of everything in source/. */
  sourceSha256: sha256,
  manifestSha256: sha256,
  /** Enough to make the same bytes again. */
  builder: z.strictObject({
    /** `none` for a binary. */
    esbuild: z.string().min(1).max(32),
    /** Version of the compiler that made a binary. */
    assemblyscript: z.string().min(1).max(32).optional(),
    /** Digest of the files behind `#plugin`: they are part of the bundle. */
    pluginModuleSha256: sha256,
    options: z.record(z.string().max(64), z.string().max(64)),
  }),
  /** Who or what the author says had the idea, a person or a model. A claim: nothing checks it, and nobody signs it. */
  proposedBy: lineText.optional(),
});
export type Candidate = z.infer<typeof candidate>;

/** What made the bundle, as a person says it. */
export function builtWith({ esbuild, assemblyscript }: Candidate["builder"]): string {
  return assemblyscript === undefined ? `esbuild ${esbuild}` : `assemblyscript ${assemblyscript}`;
}

const WASM_MAGIC = [0x00, 0x61, 0x73, 0x6d];

/** The name of a bundle's file: a binary says what it is in its first bytes, which no JavaScript begins with. */
export function bundleFileOf(bundle: Uint8Array): string {
  return WASM_MAGIC.every((byte, i) => bundle[i] === byte) ? BUNDLE_FILES.wasm : BUNDLE_FILES.js;
}
