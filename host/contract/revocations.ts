import { z } from "zod";
import { instant, lineText, sha256, version } from "./primitives.ts";

/** What is taken back. `sha256` of the bundle's bytes, of the approval's payload, or of the public key (its key id). */
export const revocation = z.strictObject({
  kind: z.enum(["bundle", "approval", "key"]),
  sha256,
  /** `compromised`: not even its exit rules run any more (decision A6). */
  reason: z.enum(["superseded", "compromised"]),
  note: lineText,
  at: instant,
});
export type Revocation = z.infer<typeof revocation>;

/**
 * `signed/revocations.json` holds the envelope of this: one growing list. One releaser is enough to add to it, because
 * stopping must be easier than starting; nothing ever leaves it. A key revoked here signs no approval and no risk policy;
 * roots count only `revokedKeys` of their own, so that one thief cannot stop the others from rotating.
 */
export const revocations = z.strictObject({
  schema: z.literal("revocations/1"),
  version,
  /** sha256 of the payload before; null for version 1. */
  previous: sha256.nullable(),
  entries: z.array(revocation).min(1).max(1_024),
});
export type Revocations = z.infer<typeof revocations>;
