import { z } from "zod";
import { decimalText, e8Text, instrumentId, side, slotId } from "./primitives.ts";

export const legRole = z.enum(["entry", "take_profit", "stop_loss", "hedge", "exit"]);
export type LegRole = z.infer<typeof legRole>;

const leg = z.strictObject({
  instrument: instrumentId,
  role: legRole,
  side,
  type: z.enum(["market", "limit", "stop_market", "take_profit_market"]),
  quantityE8: e8Text,
  priceE8: e8Text.optional(),
  ttlBars: z.int().min(1).optional(),
});

/** What an entry is (decision A1). Gates are the only maker of an approved one. */
export const plan = z.strictObject({
  schema: z.literal("plan/1"),
  slot: slotId,
  bar: z.int(),
  legs: z.array(leg).min(1).max(8),
  leverage: decimalText,
  protection: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("native_tp_sl"), trigger: z.enum(["last", "mark"]) }),
    z.strictObject({ kind: z.literal("hedged"), maxDeltaPct: decimalText }),
    z.strictObject({ kind: z.literal("premium_paid") }),
  ]),
});
export type Plan = z.infer<typeof plan>;
