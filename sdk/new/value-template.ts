/** Files of a new signal or factor: it answers a number, trades nothing, and has no [entry], [exit] and [risk]. */

const PARAMS = {
  signal: `[params.fast]
default = 12
min = 5
max = 30
integer = true

[params.slow]
default = 48
min = 35
max = 100
integer = true
`,
  factor: `[params.length]
default = 48
min = 10
max = 100
integer = true
`,
} as const;
const DESCRIPTIONS = {
  signal: "How far the fast average is above the slow one, in ranges of a bar",
  factor: "How unusual the volume of the bar is",
} as const;

export const valueManifest = (
  id: string,
  kind: keyof typeof PARAMS,
): string => `# What a human reads. Unknown keys are errors; \`sdk contract\` lists all of them.
id = "${id}"                # the folder's name
version = 1
api = 1
kind = "${kind}"
module = "js"
description = "${DESCRIPTIONS[kind]}"
pairs = ["BTCUSDT", "ETHUSDT"]
timeframe = "5m"            # 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d
lookback = 120              # bars that candles shows, 1 to 5000; indicators warm up inside it
# needs = ["funding", "oi"] # columns beyond ts, open, high, low, close, volume

${PARAMS[kind]}`;

export const SCORE = `import { atr, ema, type Candles, type Context, type Params, type Score } from "#plugin";

type Averages = Params<{ fast: number; slow: number }>;

/** What to compute, not how: the cell computes it from closed bars only. */
export const indicators = (p: Averages) => ({
  fast: ema("close", p.fast),
  slow: ema("close", p.slow),
  range: atr(p.slow),
});

/** Asked at every close. Pure: the same bars and parameters give the same answer, from -1 to 1. */
export function score(
  _candles: Candles,
  _params: Averages,
  context: Context<typeof indicators>,
): Score {
  const { fast, slow, range } = context.indicators;
  const distance = (fast.at(-1) - slow.at(-1)) / (4 * range.at(-1));
  return Number.isFinite(distance) ? Math.min(1, Math.max(-1, distance)) : null;
}
`;

export const FACTOR = `import { zscore, type Candles, type Context, type Params, type Value } from "#plugin";

type Window = Params<{ length: number }>;

/** What to compute, not how: the cell computes it from closed bars only. */
export const indicators = (p: Window) => ({ volume: zscore("volume", p.length) });

/** Asked at every close. Pure: the same bars and parameters give the same answer. */
export function value(
  _candles: Candles,
  _params: Window,
  context: Context<typeof indicators>,
): Value {
  const unusual = context.indicators.volume.at(-1);
  return Number.isFinite(unusual) ? unusual : null;
}
`;

export const valueReadme = (id: string): string => `# ${id}

One sentence: what it measures.

**Why it should say something.** About which bars after this one, and how strongly?

**When it should not.** The market in which it is noise; you will compare with it later.
`;
