/** Other bars in the place of a recording's: what the metamorphic rules change. Pure; equal seeds, equal bars. */
import type { Candle, ColumnName } from "#host/contract/candles.ts";
import { prng, type Prng } from "#host/kernel/prng.ts";
import type { FeedBar } from "#host/ports.ts";

/** Bar, and row of the main series that it closes with or before → the candle instead. */
export type Change = (bar: FeedBar, row: number) => Candle;

/** Only bars that close after row `cut` does. */
export function after(cut: number, change: Change): Change {
  return (bar, row) => (row > cut ? change(bar, row) : bar.candle);
}

/** Only one series' bars. */
export function ofSeries(
  series: { readonly instrument: string; readonly timeframe: string },
  change: Change,
): Change {
  return (bar, row) => {
    const is = bar.instrument === series.instrument && bar.timeframe === series.timeframe;
    return is ? change(bar, row) : bar.candle;
  };
}

/** Only one column of it: to find which one mattered. The bar need not be a possible one. */
export function ofColumn(column: ColumnName, change: Change): Change {
  return (bar, row) => ({ ...bar.candle, [column]: change(bar, row)[column] });
}

/** Another walk: finite, positive, and far from what was there. */
export function noise(seed: string): Change {
  return (bar) => {
    const random = prng(`${seed} ${bar.instrument} ${bar.timeframe} ${bar.bar}`);
    const factor = Math.exp(0.2 * random.normal());
    return {
      ...scaled(bar.candle, factor),
      volume: bar.candle.volume * Math.exp(random.normal()),
      ...sides(bar.candle, 0.002 * random.normal(), Math.exp(random.normal())),
    };
  };
}

/** A thousand times too high, a thousand times too low, in turns; all the world's volume, and none. */
export const extremes: Change = ({ candle, bar }) => {
  const high = bar % 2 === 0;
  return {
    ...scaled(candle, high ? 1_000 : 0.001),
    volume: high ? 1e15 : 0,
    ...sides(candle, high ? 0.0075 : -0.0075, high ? 1e6 : 0),
  };
};

/** The bars of each series after row `cut`, shuffled. */
export function permuted(steps: readonly { readonly bars: readonly FeedBar[] }[], seed: string) {
  const series = new Map<string, FeedBar[]>();
  for (const { bars } of steps) {
    for (const bar of bars) {
      const key = `${bar.instrument} ${bar.timeframe}`;
      series.set(key, [...(series.get(key) ?? []), bar]);
    }
  }
  const instead = new Map<FeedBar, Candle>();
  for (const [key, bars] of series) {
    const shuffled = shuffle(bars, prng(`${seed} ${key}`));
    for (const [k, bar] of bars.entries()) {
      instead.set(bar, { ...(shuffled[k] ?? bar).candle, ts: bar.candle.ts });
    }
  }
  const change: Change = (bar) => instead.get(bar) ?? bar.candle;
  return change;
}

function shuffle<T>(items: readonly T[], random: Prng): readonly T[] {
  const keyed = items.map((item) => ({ item, key: random.next() }));
  return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}

/** Prices times a factor; a power of two changes no digit of any ratio. */
export function scaled(candle: Candle, factor: number): Candle {
  const { open, high, low, close } = candle;
  return {
    ...candle,
    open: open * factor,
    high: high * factor,
    low: low * factor,
    close: close * factor,
  };
}

/** Four prices, put in order: the high is the highest, the low the lowest, and all are above 0. */
export function priced(
  candle: Candle,
  prices: { readonly [K in "open" | "high" | "low" | "close"]: number },
  least: number,
): Candle {
  const [open, close] = [Math.max(least, prices.open), Math.max(least, prices.close)];
  const high = Math.max(prices.high, open, close);
  const low = Math.max(least, Math.min(prices.low, open, close));
  return { ...candle, open, high, low, close };
}

function sides(candle: Candle, funding: number, oiFactor: number): Partial<Candle> {
  return {
    ...(candle.funding === null ? {} : { funding }),
    ...(candle.oi === null ? {} : { oi: candle.oi * oiFactor }),
  };
}
