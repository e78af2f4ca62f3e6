/** Markets that no venue should have and every venue has had. Made of a reference market's times. */
import type { Candle } from "#host/contract/candles.ts";
import type { FeedBar, FeedStep } from "#host/ports.ts";
import type { Lab, Recording } from "../lab.ts";
import { priced, scaled, type Change } from "../probing/bars.ts";

export interface HostileMarket {
  readonly name: string;
  /** What is in it, for a finding. */
  readonly line: string;
  /** Part of a quick look. */
  readonly quick: boolean;
  make(): Recording;
}

/** Between two guessed bars, in bars: with a window of 2 × lookback under the share that a host allows (decision C4). */
const CARRY_EVERY = 211;
const GAP_EVERY = 37;
const SMALLEST_TICK = 1e-8;

export function hostileMarkets(lab: Lab, recording: Recording): readonly HostileMarket[] {
  const market: Make = (name, line, change, more = {}) => ({
    name,
    line,
    quick: more.quick === true,
    make: () => lab.changed(recording, name, change, more),
  });
  const first = firstCloses(recording);
  const base = (bar: FeedBar): number => first.get(bar.instrument) ?? bar.candle.close;
  const { tickSize } = recording;
  return [
    ...still(market, base, tickSize),
    ...wild(market, base, recording),
    {
      name: "carry bars",
      line: `every ${CARRY_EVERY}th bar never came and is filled in`,
      quick: false,
      make: () => {
        const steps = withHoles(recording.steps);
        return lab.recorded({ name: `${recording.name} carry bars`, tickSize, steps });
      },
    },
  ];
}

type Make = (
  name: string,
  line: string,
  change: Change,
  more?: { readonly tickSize?: number; readonly quick?: boolean },
) => HostileMarket;
/** First close of a bar's pair. */
type Base = (bar: FeedBar) => number;

/** Nothing moves, or hardly. */
function still(market: Make, base: Base, tickSize: number): readonly HostileMarket[] {
  return [
    market("flat", "one price for ever", (bar) => level(bar.candle, base(bar)), { quick: true }),
    market("silent", "one price, no volume, no open interest, no funding", (bar) => ({
      ...level(bar.candle, base(bar)),
      volume: 0,
      ...sides(bar.candle, 0, 0),
    })),
    market("no volume", "prices move, nothing trades", ({ candle }) => ({ ...candle, volume: 0 })),
    market("one tick", "up a tick, down a tick", (bar) => {
      const low = base(bar);
      const [open, close] = bar.bar % 2 === 0 ? [low, low + tickSize] : [low + tickSize, low];
      return priced(bar.candle, { open, close, high: low + tickSize, low }, low);
    }),
  ];
}

function wild(market: Make, base: Base, recording: Recording): readonly HostileMarket[] {
  const middle = recording.rows[Math.floor(recording.rows.length / 2)] ?? 0;
  const everyOther = (row: number, factor: number): number =>
    Math.floor(row / GAP_EVERY) % 2 === 0 ? 1 : factor;
  return [
    market(
      "gaps",
      `ten times higher for ${GAP_EVERY} bars, then back`,
      (bar, row) => scaled(bar.candle, everyOther(row, 10)),
      { quick: true },
    ),
    market("crashes", `a tenth for ${GAP_EVERY} bars, then back`, (bar, row) =>
      scaled(bar.candle, everyOther(row, 0.1)),
    ),
    market("jump", "one price, a jump by half in the middle, one price", (bar, row) =>
      level(bar.candle, base(bar) * (row < middle ? 1 : 1.5)),
    ),
    market("tiny", "prices around 1e-7", (bar) => onGrid(bar, base(bar), 1e-7, SMALLEST_TICK), {
      tickSize: SMALLEST_TICK,
    }),
    market("huge", "prices around 1e7", (bar) => onGrid(bar, base(bar), 1e7, 0.1), {
      tickSize: 0.1,
    }),
    market("crowded", "volumes and open interest of 1e15, funding at its bounds", (bar) => ({
      ...bar.candle,
      volume: 1e15,
      ...sides(bar.candle, bar.bar % 2 === 0 ? 0.0075 : -0.0075, 1e15),
    })),
  ];
}

function firstCloses({ steps }: Recording): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { bars } of steps) {
    for (const { instrument, candle } of bars) {
      if (!first.has(instrument)) first.set(instrument, candle.close);
    }
  }
  return first;
}

function level(candle: Candle, price: number): Candle {
  return { ...candle, open: price, high: price, low: price, close: price };
}

/** The market's shape around another price, on another grid: the smallest price is one tick. */
function onGrid({ candle }: FeedBar, base: number, around: number, tick: number): Candle {
  const at = (price: number): number => Math.round(((price / base) * around) / tick) * tick;
  const { open, high, low, close } = candle;
  return priced(candle, { open: at(open), high: at(high), low: at(low), close: at(close) }, tick);
}

function sides({ funding, oi }: Candle, rate: number, held: number): Partial<Candle> {
  return { ...(funding !== null && { funding: rate }), ...(oi !== null && { oi: held }) };
}

/** Of every series, so that a host has to fill in each. */
function withHoles(steps: readonly FeedStep[]): readonly FeedStep[] {
  return steps.flatMap(({ closeMs, bars }) => {
    const kept = bars.filter(({ bar }) => bar % CARRY_EVERY !== 0);
    return kept.length === 0 ? [] : [{ closeMs, bars: kept }];
  });
}
