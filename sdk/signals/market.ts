import type { Timeframe } from "#host/contract/candles.ts";
import { fileFeed } from "#host/feed/file/feed.ts";
import { simulatedFeed } from "#host/feed/simulated/feed.ts";
import type { InstrumentRules } from "#host/kernel/instrument.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import { DAY_MS, timeframeMs } from "#host/kernel/timeframe.ts";
import type { Feed, Subscription } from "#host/ports.ts";
import { readData } from "./data.ts";

/** The bars that a plugin is shown. */
export interface Market {
  /** For people: the file, or the seed. */
  readonly name: string;
  readonly timeframe: Timeframe;
  /** Bars of the main series. */
  readonly bars: number;
  /** Refusal: feed_lacks_series, instrument_unknown. */
  feedOf(subscriptions: readonly Subscription[]): Result<Feed>;
}

/**
 * A candle file.
 *
 * @param wanted - The plugin's timeframe; null takes the file's.
 * @returns Refusals: candles_invalid, data_timeframe_unknown, data_timeframe_differs.
 */
export function fileMarket(path: string, pair: string, wanted: Timeframe | null): Result<Market> {
  const candles = readData(path, wanted);
  if (!candles.ok) return candles;
  const { timeframe, columns } = candles.value;
  return ok({
    name: path,
    timeframe,
    bars: columns.length,
    feedOf: (subscriptions) =>
      fileFeed({ candles: candles.value, pair, subscriptions, pace: { kind: "full" } }),
  });
}

/** So many bars of the seeded market. */
export function simulatedMarket(
  seed: string,
  timeframe: Timeframe,
  bars: number,
  find: (pair: string) => Result<InstrumentRules | null>,
): Market {
  const days = Math.ceil((bars * timeframeMs(timeframe)) / DAY_MS);
  return {
    name: `simulated, seed ${JSON.stringify(seed)}`,
    timeframe,
    bars,
    feedOf(subscriptions) {
      const instruments: InstrumentRules[] = [];
      for (const { instrument } of subscriptions) {
        const rules = find(instrument);
        if (!rules.ok) return rules;
        if (rules.value === null) {
          return refuse("instrument_unknown", `no rules are known for ${instrument}`);
        }
        instruments.push(rules.value);
      }
      const pace = { kind: "full" } as const;
      return ok(simulatedFeed({ seed, subscriptions, instruments, days, pace }));
    },
  };
}
