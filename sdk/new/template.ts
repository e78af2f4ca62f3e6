/** The three files of a new plugin. They build as they are, and every line that an author will change says what it does. */
import { unreachable } from "#host/kernel/result.ts";
import type { PluginKind } from "../build/kinds.ts";
import { FACTOR, SCORE, valueManifest, valueReadme } from "./value-template.ts";

/** @param id - Kebab-case; it is the folder's name too. */
export function templateFiles(
  id: string,
  kind: PluginKind = "strategy",
): Readonly<Record<string, string>> {
  switch (kind) {
    case "strategy":
      return { "manifest.toml": manifest(id), "signal.ts": SIGNAL, "README.md": readme(id) };
    case "signal":
      return {
        "manifest.toml": valueManifest(id, "signal"),
        "signal.ts": SCORE,
        "README.md": valueReadme(id),
      };
    case "factor":
      return {
        "manifest.toml": valueManifest(id, "factor"),
        "signal.ts": FACTOR,
        "README.md": valueReadme(id),
      };
    default:
      return unreachable(kind);
  }
}

const manifest = (
  id: string,
): string => `# What a human reads and a signature covers. Unknown keys are errors; \`sdk contract\` lists all of them.
id = "${id}"                # the folder's name
version = 1                 # raise by one for every version that is signed
api = 1
kind = "strategy"
module = "js"
description = "Enters when the fast average crosses the slow one"
pairs = ["BTCUSDT", "ETHUSDT"]
timeframe = "5m"            # 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d
lookback = 120              # bars that candles shows, 1 to 5000; indicators warm up inside it
# needs = ["funding", "oi"] # columns beyond ts, open, high, low, close, volume

# Other timeframes or pairs, at most four: context.inputs.hourly, and ema({ input: "hourly", column: "close" }, 20).
# [inputs.hourly]
# timeframe = "1h"
# lookback = 48

# A signature may choose any value within these bounds without a new version.
[params.fast]
default = 12
min = 5
max = 30
integer = true

[params.slow]
default = 48
min = 35
max = 100
integer = true

[entry]
type = "market"

# exitSignal is asked only when the position is so old and stands so.
[exit]
when = "always"             # always, in_profit, in_loss
min_hold_bars = 3

[risk]
leverage = 2
tp_pct = 2.0                # percent of the price; { default = 2, min = 1, max = 4 } lets tpPct of the signal choose
sl_pct = 1.0                # the same for slPct
trigger = "last"            # or "mark"
# trailing_pct = 0.8        # the stop follows the best close at this distance
# breakeven_pct = 1.0       # at this profit the stop moves to the entry price
time_stop_bars = 144        # leave after 12 hours
`;

const SIGNAL = `import { ema, type Candles, type Context, type EntrySignal, type Params, type Side } from "#plugin";

type Averages = Params<{ fast: number; slow: number }>;
type Seen = Context<typeof indicators>;

/** What to compute, not how: the cell computes it from closed bars only. */
export const indicators = (p: Averages) => ({
  fast: ema("close", p.fast),
  slow: ema("close", p.slow),
});

/** Asked at every close while flat. Pure: the same bars and parameters give the same answer. */
export function entrySignal(
  _candles: Candles,
  _params: Averages,
  context: Seen,
): EntrySignal | null {
  const { fast, slow } = context.indicators;
  const before = fast.at(-2) - slow.at(-2);
  const now = fast.at(-1) - slow.at(-1);
  if (before <= 0 && now > 0)
    return { side: "Buy", rationale: "fast average crossed above the slow one" };
  if (before >= 0 && now < 0)
    return { side: "Sell", rationale: "fast average crossed below the slow one" };
  return null;
}

/** Asked at every close of an open position. It sees the market and the side, never the account. */
export function exitSignal(
  _candles: Candles,
  _params: Averages,
  context: Seen,
  side: Side,
): boolean {
  const gap = context.indicators.fast.at(-1) - context.indicators.slow.at(-1);
  return side === "Buy" ? gap < 0 : gap > 0;
}
`;

const readme = (id: string): string => `# ${id}

One sentence: what it does.

**Hypothesis.** What must be true of the market for this to earn money, with numbers.

**Why it should work.** Who is on the other side, and why do they go on losing?

**When it should fail.** The market in which it loses; you will compare with it later.
`;
