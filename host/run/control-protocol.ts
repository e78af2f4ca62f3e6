/** What `host status | halt | resume | arm | disarm` say to a running host: one JSON line each way, strict and short. */
import { z } from "zod";
import { epochMs, lineText, slotId } from "../contract/primitives.ts";

/** A request is a few hundred bytes; a reply lists at most a few hundred slots. */
export const REQUEST_BYTES_MAX = 16_384;
export const REPLY_BYTES_MAX = 4_194_304;

export const controlRequest = z.discriminatedUnion("command", [
  z.strictObject({ command: z.literal("status") }),
  z.strictObject({ command: z.literal("halt"), slot: slotId.nullable(), reason: lineText }),
  z.strictObject({ command: z.literal("resume"), slot: slotId.nullable(), reason: lineText }),
  z.strictObject({ command: z.literal("arm"), trustMs: epochMs }),
  z.strictObject({ command: z.literal("disarm"), reason: lineText }),
]);
export type ControlRequest = z.infer<typeof controlRequest>;

export const controlReply = z.union([
  z.strictObject({ ok: z.literal(true), data: z.record(z.string(), z.unknown()) }),
  z.strictObject({
    ok: z.literal(false),
    refusal: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }),
  }),
]);
export type ControlReply = z.infer<typeof controlReply>;
