/** What the child process that runs the bundler answers: JSON, checked like anybody's, because it has read hostile text. */
import { z } from "zod";

/** A sentence about a line of a source. */
export const problem = z.strictObject({
  rule: z.enum(["syntax", "imports", "language", "lint"]),
  file: z.string().nullable(),
  line: z.int().min(1).nullable(),
  text: z.string(),
});
export type Problem = z.infer<typeof problem>;

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
