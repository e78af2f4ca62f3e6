/** What passes between a build and the child process that runs the bundler. JSON both ways; nothing else does. */
import { z } from "zod";

export const bundleRequest = z.strictObject({
  /** Path → text: every script of the plugin. */
  sources: z.record(z.string(), z.string()),
  /** Path of the module whose exports are the plugin's. */
  entry: z.string(),
  /** Path → text of the modules behind `#plugin`; `index.ts` is what an import names. */
  pluginModule: z.record(z.string(), z.string()),
});
export type BundleRequest = z.infer<typeof bundleRequest>;

/** A sentence about a line of a source. */
const problem = z.strictObject({
  rule: z.enum(["syntax", "imports", "language", "lint"]),
  file: z.string().nullable(),
  line: z.int().min(1).nullable(),
  text: z.string(),
});
export type Problem = z.infer<typeof problem>;

/** The child has read hostile text: its reply is checked like anybody's. */
export const bundleReply = z.discriminatedUnion("ok", [
  z.strictObject({
    ok: z.literal(true),
    bundle: z.string(),
    /** Made a second time: equal, or the build is not reproducible. */
    again: z.string(),
    exports: z.array(z.string()),
    esbuild: z.string(),
    warnings: z.array(problem),
  }),
  z.strictObject({ ok: z.literal(false), problems: z.array(problem).min(1) }),
]);
export type BundleReply = z.infer<typeof bundleReply>;

/** Exit codes of a child without a reply: it ended at its deadline, or its bundler died. */
export const TIMED_OUT = 9;
export const DIED = 8;

/**
 * How the bundle is made. Recorded in every candidate, because these and the version of esbuild are what somebody
 * needs to make the same bytes from the same source. Not minified: the signer reads what runs.
 */
export const BUNDLE_OPTIONS = {
  bundle: true,
  format: "esm",
  platform: "neutral",
  target: "es2024",
  charset: "utf8",
  legalComments: "none",
  treeShaking: true,
  minify: false,
  sourcemap: false,
} as const;
