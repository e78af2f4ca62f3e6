/** Runs a plugin's decisions over bars, block by block as a cell does, without a cell. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { BASE_COLUMNS } from "#host/contract/candles.ts";
import {
  isStrategyManifest,
  pluginManifest,
  type Params,
  type ParamSpec,
  type ParamTable,
  type PluginManifest,
  type StrategyManifest,
} from "#host/contract/manifest.ts";
import { makePlan } from "#host/cell/realm/indicators/plan.js";
import type { PlanColumns } from "#host/cell/realm/indicators/types.ts";
import { validateIndicators } from "#host/cell/realm/indicators/validate.js";
import type { Candles, EntrySignal, Side } from "#plugin";

/** What a plugin module exports, called as the host calls it: with values that no compiler has seen. */
export interface PluginModule {
  readonly indicators?: (params: never) => unknown;
  readonly entrySignal: (candles: Candles, params: never, context: never) => EntrySignal | null;
  readonly exitSignal?: (candles: Candles, params: never, context: never, side: Side) => boolean;
}

export const FOLDER = join(import.meta.dirname, "../../plugins");
export const BAR_MS = 300_000;

export function manifestOf(id: string): StrategyManifest {
  const manifest = pluginManifest.parse(
    parse(readFileSync(join(FOLDER, id, "manifest.toml"), "utf8")),
  );
  if (!isStrategyManifest(manifest)) throw new Error(`${id} is a strategy`);
  return manifest;
}

/** A parameter set that takes the default, or one end of every numeric range. */
export function paramsOf(table: ParamTable, pick: "default" | "min" | "max"): Params {
  const chosen: { [name: string]: Params[string] } = {};
  for (const [name, spec] of Object.entries(table)) {
    if (!isParameter(spec)) chosen[name] = paramsOf(spec, pick);
    else chosen[name] = "min" in spec ? spec[pick] : spec.default;
  }
  return chosen;
}

function isParameter(spec: ParamSpec | ParamTable): spec is ParamSpec {
  return typeof spec.default !== "undefined" && typeof spec.default !== "object";
}

export function validate(plugin: PluginModule, manifest: PluginManifest, params: Params) {
  const columns = [...BASE_COLUMNS, ...manifest.needs];
  const described = plugin.indicators?.(params as never) ?? {};
  return validateIndicators(described, { lookback: manifest.lookback, columns, inputs: [] });
}

/** The entry decision of every bar that has a full lookback, null before; `bars` may begin anywhere. */
export function decide(plugin: PluginModule, manifest: PluginManifest, params: Params, bars: Bars) {
  const validation = validate(plugin, manifest, params);
  if (!validation.ok) throw new Error(validation.fault.message);
  const plan = makePlan(validation.value);
  const context = {
    pair: "BTCUSDT",
    timeframe: "5m",
    tickSize: 0.1,
    indicators: plan.cursors,
    inputs: {},
    assets: {},
  };
  const firstBar = (bars.ts[0] ?? 0) / BAR_MS;
  let openAt = -1;
  return Array.from({ length: bars.length }, (_, i) => {
    const anchor =
      (Math.floor((firstBar + i) / manifest.lookback) - 1) * manifest.lookback - firstBar;
    if (anchor < 0) return null;
    if (anchor !== openAt) plan.open(slice(bars, anchor, anchor + 2 * manifest.lookback), {});
    openAt = anchor;
    plan.advance(i - anchor);
    return plugin.entrySignal(NO_CANDLES, params as never, context as never);
  });
}

export interface Bars extends Candles {}
const none = new Float64Array(0);
/** The examples read indicators only: a read of the window would find no bars. */
const NO_CANDLES: Candles = {
  length: 0,
  ts: none,
  open: none,
  high: none,
  low: none,
  close: none,
  volume: none,
  funding: none,
  oi: none,
};

function slice(bars: Bars, from: number, to: number): PlanColumns {
  const end = Math.min(to, bars.length);
  const cut: { [column: string]: Float64Array | number } = { length: end - from };
  for (const name of [...BASE_COLUMNS, "funding"] as const) cut[name] = bars[name].slice(from, end);
  return cut as PlanColumns;
}

/** Bars from rows [ts, open, high, low, close, volume] and the settled funding at each. */
export function barsOf(rows: readonly (readonly number[])[], funding: readonly number[]): Bars {
  const column = (k: number) => Float64Array.from(rows, (row) => row[k] ?? Number.NaN);
  return {
    length: rows.length,
    ts: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
    funding: Float64Array.from(funding),
    oi: none,
  };
}

export function scaled(bars: Bars, factor: number): Bars {
  const times = (column: Float64Array) => column.map((x) => x * factor);
  return {
    ...bars,
    open: times(bars.open),
    high: times(bars.high),
    low: times(bars.low),
    close: times(bars.close),
  };
}
