import type { ComparisonReport } from "#host/contract/comparison.ts";
import { DAY_MS } from "#host/kernel/timeframe.ts";
import { decisionText } from "./answers.ts";
import type { ComparedBar } from "./compare.ts";

/** A month is what a person still remembers. */
const DAYS = 30;
/** The report's own bound. */
const LISTED_MAX = 500;

/** Where the two disagree in the last 30 days of the data. */
export function decisionsOf(
  bars: readonly ComparedBar[],
  toMs: number,
): ComparisonReport["decisions"] {
  const sinceMs = toMs - DAYS * DAY_MS;
  const recent = bars.filter(({ candle }) => candle.ts >= sinceMs);
  const differing = recent.flatMap(({ candle, said: [own, other] }) => {
    if (other === null) return [];
    const [candidate, against] = [decisionText(own), decisionText(other)];
    return candidate === against ? [] : [{ ts: candle.ts, candidate, against }];
  });
  return {
    fromMs: recent[0]?.candle.ts ?? toMs,
    toMs,
    evaluated: recent.length,
    differing: differing.length,
    listed: differing.slice(-LISTED_MAX),
  };
}
