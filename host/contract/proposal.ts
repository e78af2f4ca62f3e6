import { z } from "zod";
import { ENVELOPE_BYTES_MAX } from "./envelope.ts";
import { keyId } from "./primitives.ts";

const base64 = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, "strict base64");

/**
 * A statement on its way from signer to signer: its exact bytes, the signatures so far, and for an approval every file
 * that a person must see before signing. Nothing believes a proposal; who completes it writes the envelope.
 */
export const proposal = z.strictObject({
  schema: z.literal("proposal/1"),
  kind: z.enum(["approval", "root", "risk", "revocations", "timeReset"]),
  payload: base64(Math.ceil((ENVELOPE_BYTES_MAX * 4) / 3)),
  signatures: z.array(z.strictObject({ keyid: keyId, sig: base64(128) })).max(16),
  /** Of an approval: path as in `signed/<id>/<version>/` → bytes. Empty for the others. */
  files: z.record(z.string().max(256), base64(2_000_000)).default({}),
});
export type Proposal = z.infer<typeof proposal>;
