import { z } from "zod";
import { lineText, side } from "./primitives.ts";

/** Characters that show as nothing, but for the one that makes emoji: they could carry text past the person who reads. */
const UNSEEN = /[\p{Co}\u2800]|(?!\ufe0f)\p{Default_Ignorable_Code_Point}/u;

/** What a strategy's `entrySignal` may answer, and nothing else (decision A5). Percent of the price. */
export const entrySignal = z.strictObject({
  side,
  rationale: lineText.refine((text) => !UNSEEN.test(text), "characters that can be seen"),
  strength: z.number().gt(0).max(1).optional(),
  slPct: z.number().gt(0).max(50).optional(),
  tpPct: z.number().gt(0).max(100).optional(),
});
export type EntrySignal = z.infer<typeof entrySignal>;
