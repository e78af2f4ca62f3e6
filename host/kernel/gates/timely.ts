import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";
import { timeframeMs } from "../timeframe.ts";

/** Longer than this the price has moved on, however long the bars are. */
const DELAY_MS_MAX = 10_000;

/** Decided too long after the close: later than min(10 s, 5 % of the timeframe) (decision C4). */
export const timelyGate: Gate<EntryRequest> = ({ decisionDelayMs, timeframe }) => {
  const limitMs = Math.min(DELAY_MS_MAX, timeframeMs(timeframe) / 20);
  return decisionDelayMs <= limitMs
    ? null
    : refuse(
        "decision_late",
        `decision came ${decisionDelayMs} ms after the close, limit ${limitMs}`,
        {
          detail: { delayMs: decisionDelayMs, limitMs },
        },
      );
};
