import { z } from "zod";
import { pluginId, sha256, version } from "./primitives.ts";

/** Where things are in `var/candidates/<id>/<version>/`, and again in `signed/<id>/<version>/`. */
export const CANDIDATE_FILES = {
  record: "candidate.json",
  bundle: "bundle.js",
  manifest: "manifest.toml",
  /** Every file that `sourceSha256` covers, manifest.toml among them, under the paths it had in the plugin folder. */
  source: "source",
} as const;

/** `candidate.json`: what `sdk build` made from what. Unsigned; whoever signs computes the digests again. */
export const candidate = z.strictObject({
  schema: z.literal("candidate/1"),
  id: pluginId,
  version,
  /** Of bundle.js, the exact bytes that a cell compiles. */
  bundleSha256: sha256,
  bundleBytes: z.int().min(1),
  /** `sourceDigest` (host/kernel/source-digest.ts) of everything in source/. */
  sourceSha256: sha256,
  manifestSha256: sha256,
  /** Enough to make the same bytes again. */
  builder: z.strictObject({
    esbuild: z.string().min(1).max(32),
    /** Digest of the files behind `#plugin`: they are part of the bundle. */
    pluginModuleSha256: sha256,
    options: z.record(z.string().max(64), z.string().max(64)),
  }),
});
export type Candidate = z.infer<typeof candidate>;
