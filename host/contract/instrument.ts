import { z } from "zod";
import { decimalText, e8Text, instant, instrumentId, pair } from "./primitives.ts";

/**
 * Rules of one instrument at a venue (decision C10). Steps are integers scaled by 10^8; 1000× contracts keep the
 * venue's unit. `riskTiers` rise by notional: a position belongs to the first tier whose ceiling is not below it.
 */
export const instrument = z.strictObject({
  schema: z.literal("instrument/1"),
  id: instrumentId,
  venueSymbol: z.string().min(1).max(40),
  kind: z.enum(["linear_perpetual", "spot", "option"]),
  underlying: pair.optional(),
  tickE8: e8Text,
  lotE8: e8Text,
  minQuantityE8: e8Text,
  maxMarketQuantityE8: e8Text,
  minNotionalE8: e8Text,
  contractMultiplier: z.int().min(1),
  settle: z.string().regex(/^[A-Z0-9]{2,8}$/),
  fundingIntervalMin: z.int().min(1).max(1_440),
  leverageStep: decimalText.optional(),
  riskTiers: z
    .array(
      z.strictObject({
        notionalMaxE8: e8Text,
        maintenancePct: decimalText,
        leverageMax: decimalText,
      }),
    )
    .min(1)
    .max(64)
    .optional(),
  validFrom: instant,
});
/** As stored; `InstrumentRules` in kernel/instrument.ts holds the same as integers. */
export type Instrument = z.infer<typeof instrument>;
