import { z } from "zod";
import { lineText, side } from "./primitives.ts";

/** What a strategy's `entrySignal` may answer, and nothing else (decision A5). Percent of the price. */
export const entrySignal = z.strictObject({
  side,
  rationale: lineText,
  strength: z.number().gt(0).max(1).optional(),
  slPct: z.number().gt(0).max(50).optional(),
  tpPct: z.number().gt(0).max(100).optional(),
});
export type EntrySignal = z.infer<typeof entrySignal>;
