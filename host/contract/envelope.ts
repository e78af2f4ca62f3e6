import { z } from "zod";
import { keyId } from "./primitives.ts";

/** Payload types of what we sign. The type is part of the signed bytes: one kind can never pass for another. */
export const PAYLOAD_TYPES = {
  approval: "application/vnd.bulkhead.approval.v1+json",
  root: "application/vnd.bulkhead.root.v1+json",
  risk: "application/vnd.bulkhead.risk.v1+toml",
  revocations: "application/vnd.bulkhead.revocations.v1+json",
  checkpoint: "application/vnd.bulkhead.checkpoint.v1+json",
  timeReset: "application/vnd.bulkhead.time-reset.v1+json",
} as const;
export type PayloadKind = keyof typeof PAYLOAD_TYPES;

/** 256 KiB: an approval is under 4 KiB; anything larger is an attempt to exhaust the reader. */
export const ENVELOPE_BYTES_MAX = 262_144;

const base64 = z
  .string()
  .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, "strict base64");

/** DSSE envelope: signed bytes are PAE(payloadType, payload). */
export const envelope = z.strictObject({
  payloadType: z.string().max(128),
  payload: base64,
  signatures: z
    .array(z.strictObject({ keyid: keyId, sig: base64 }))
    .min(1)
    .max(16),
});
