import { z } from "zod";
import { accountAlias, instant, lineText } from "./primitives.ts";

/**
 * `signed/time-reset/<account>.json` holds the envelope of this: the way back from a clock that was wrong once and left an
 * instant in the journal that nothing can go below (decision B1). Bound to that very instant, so it is good once.
 */
export const timeReset = z
  .strictObject({
    schema: z.literal("time-reset/1"),
    account: accountAlias,
    /** The newest trust time in the account's journal, exactly. */
    from: instant,
    /** What it becomes. */
    to: instant,
    reason: lineText,
  })
  .refine(({ from, to }) => from !== to, "a reset changes something");
export type TimeReset = z.infer<typeof timeReset>;
