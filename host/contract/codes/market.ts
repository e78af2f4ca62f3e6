import type { CodeTable } from "../codes.ts";

export const MARKET_CODES = {
  candles_invalid: {
    is: "refusal",
    meaning: "a candle file had something in it that is not a closed bar on the grid",
    remedy: "mend the line named; host/feed/README.md says what a candle file looks like",
  },
  candles_gap: {
    is: "refusal",
    meaning:
      "more bars are missing than may be filled: 12 in a row, or 1 % of the window that is evaluated",
    remedy:
      "use data without the gap, or wait: the slot goes on once a window of traded bars is there",
  },
  input_stale: {
    is: "refusal",
    meaning: "a value that the strategy needs is missing or older than it may be at this bar",
    remedy:
      "give the data the column or the series that the manifest names in needs or inputs, or wait for it",
  },
  feed_lacks_series: {
    is: "refusal",
    meaning: "the feed has no bars of a pair and timeframe that a slot needs",
    remedy: "use data of that pair in the same or a finer timeframe, or the simulated feed",
  },
} as const satisfies CodeTable;
