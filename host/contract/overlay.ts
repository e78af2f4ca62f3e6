import { z } from "zod";
import {
  accountAlias,
  decimalText,
  epochMs,
  instrumentId,
  lineText,
  side,
  slotId,
} from "./primitives.ts";

/** A week: an overlay is a brake for now, never policy. */
export const OVERLAY_MS_MAX = 168 * 3_600_000;

const effect = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("sizeMultiplier"),
    value: decimalText.refine((v) => Number(v) <= 1, "at most 1: overlays only tighten"),
  }),
  z.strictObject({ kind: z.literal("leverageMax"), value: decimalText }),
  z.strictObject({ kind: z.literal("blockSide"), side }),
  z.strictObject({ kind: z.literal("blockEntries") }),
  z.strictObject({ kind: z.literal("minStrength"), value: decimalText }),
]);

const scope = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("account"), account: accountAlias }),
  z.strictObject({ kind: z.literal("slot"), slot: slotId }),
  z.strictObject({ kind: z.literal("instrument"), instrument: instrumentId }),
]);

/** Tightening only, reversed by expiry (decision A1). `halt` is one of these. */
export const overlay = z
  .strictObject({
    schema: z.literal("overlay/1"),
    id: z.string().regex(/^[a-z0-9-]{1,64}$/),
    source: z.enum(["operator", "guardian", "decay", "parity"]),
    scope,
    effect,
    reason: lineText,
    issuedAt: epochMs,
    expires: epochMs,
  })
  .refine(
    (o) => o.expires > o.issuedAt && o.expires - o.issuedAt <= OVERLAY_MS_MAX,
    "expires within 168 h",
  );
export type Overlay = z.infer<typeof overlay>;
