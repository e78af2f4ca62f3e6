import { templateFiles } from "../new/template.ts";

/** Two plugins that build as they are; a test builds them. The first is what `sdk new` writes. */
export const EXAMPLES: readonly {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
}[] = [
  { title: "with indicators and exitSignal", files: crossing() },
  { title: "from candles alone, with a stop that follows volatility", files: breakout() },
];

function crossing(): Readonly<Record<string, string>> {
  const { "manifest.toml": manifest = "", "signal.ts": signal = "" } = templateFiles("cross");
  // The page has the schema: here its comments would only repeat it.
  const bare = manifest
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.replace(/\s+#.*$/, ""))
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
  return { "manifest.toml": bare, "signal.ts": signal };
}

function breakout(): Readonly<Record<string, string>> {
  return {
    "manifest.toml": `id = "breakout"
version = 1
api = 1
kind = "strategy"
module = "js"
description = "Enters beyond the highest close of two days while funding is not crowded"
pairs = ["ETHUSDT"]
timeframe = "1h"
lookback = 49
needs = ["funding"]
[params.fundingMax]
default = 0.0002
min = 0
max = 0.003
[risk]
leverage = 2
sl_pct = { default = 2, min = 0.5, max = 5 }
tp_pct = { default = 4, min = 1, max = 10 }
time_stop_bars = 24`,
    "signal.ts": `import { type Candles, type EntrySignal, type Params } from "#plugin";

const mean = (x: Float64Array) => x.reduce((sum, each) => sum + each, 0) / x.length;

export function entrySignal(candles: Candles, params: Params): EntrySignal | null {
  const { close, high, low, funding } = candles; // each read copies: once per call
  const last = close.at(-1) ?? 0;
  const before = close.slice(0, -1);
  if (last <= Math.max(...before) || (funding.at(-1) ?? 0) > params.fundingMax) return null;
  const slPct = Math.min(5, Math.max(0.5, (150 * (mean(high) - mean(low))) / last));
  return { side: "Buy", rationale: "close above two days of closes", slPct, tpPct: 2 * slPct };
}`,
  };
}
