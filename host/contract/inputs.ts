import { z } from "zod";
import { sideColumn, timeframe } from "./candles.ts";
import { pair } from "./primitives.ts";

/** More bars than this would make one fetch, one frame and one person's patience too long. */
export const LOOKBACK_MAX = 5_000;
export const INPUTS_MAX = 4;

const input = z.strictObject({
  /** Absent: the pair that the slot trades. */
  pair: pair.optional(),
  /** Absent: the strategy's own. */
  timeframe: timeframe.optional(),
  lookback: z.int().min(1).max(LOOKBACK_MAX),
  needs: z.array(sideColumn).max(2).default([]),
});

/**
 * The `[inputs.<name>]` tables of a manifest (decision A4): other pairs and timeframes a strategy reads, by the name
 * under which it reads them. Only bars that closed at or before the close of the current bar are shown.
 */
export const inputs = z
  .record(z.string().regex(/^[a-z][a-zA-Z0-9_]{0,31}$/, "an input name"), input)
  .refine((tables) => Object.keys(tables).length <= INPUTS_MAX, `at most ${INPUTS_MAX} inputs`);
