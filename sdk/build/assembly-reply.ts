/** What the child process that runs AssemblyScript answers: JSON, checked like anybody's. */
import { z } from "zod";
import { problem } from "./bundle-reply.ts";

export const assemblyReply = z.discriminatedUnion("ok", [
  z.strictObject({
    ok: z.literal(true),
    binary: z.base64(),
    /** Made a second time: equal, or the build is not reproducible. */
    again: z.base64(),
    assemblyscript: z.string(),
    warnings: z.array(problem),
  }),
  z.strictObject({ ok: z.literal(false), problems: z.array(problem).min(1) }),
]);
export type AssemblyReply = z.infer<typeof assemblyReply>;
