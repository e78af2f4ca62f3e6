// Plugins and frames for tests of the cell: a test states only what differs.

import type { Columns } from "#host/contract/candles.ts";
import type { CellFrame } from "#host/cell/frame.ts";
import {
  openCell,
  type CellOptions,
  type CellPlugin,
  type CellSession,
} from "#host/cell/session.ts";
import { prng } from "#host/kernel/prng.ts";

export const LOOKBACK = 20;

/** The body of an entrySignal, as a module. */
export function entry(body: string): string {
  return `export function entrySignal(candles, params, context) {\n${body}\n}\n`;
}

export function aPlugin(bundle: string, change: Partial<CellPlugin> = {}): CellPlugin {
  return {
    bundle,
    kind: "strategy",
    params: { period: 5, deep: { on: true } },
    pair: "BTCUSDT",
    timeframe: "1h",
    tickSize: 0.1,
    lookback: LOOKBACK,
    columns: ["ts", "open", "high", "low", "close", "volume"],
    inputs: [],
    ...change,
  };
}

/** A seeded walk: `length` bars from bar 1000 on, no two columns equal. */
export function someColumns(length: number, seed = "walk", timeframeMs = 3_600_000): Columns {
  const random = prng(seed);
  const close = new Float64Array(length);
  let price = 100;
  for (let i = 0; i < length; i += 1) close[i] = price *= 1 + 0.01 * random.normal();
  const times = Float64Array.from(close, (_, i) => (1_000 + i) * timeframeMs);
  return {
    length,
    ts: times,
    open: close.map((x, i) => close[i - 1] ?? x),
    high: close.map((x) => x * 1.01),
    low: close.map((x) => x * 0.99),
    close,
    volume: close.map((_, i) => 10 + (i % 7)),
    funding: close.map(() => 0.0001),
    oi: close.map((_, i) => 5_000 + i),
  };
}

/** The first `count` bars of a block that may be decided: the anchor is bar 0. */
export function aFrame(count: number, change: Partial<CellFrame> = {}): CellFrame {
  const columns = someColumns(2 * LOOKBACK);
  return { fn: "entry", columns, first: LOOKBACK, count, inputs: [], ...change };
}

/** Short waits, for attacks that use up all of them. */
export const IMPATIENT = { evaluateWallMs: 400, repeatWallMs: 1_000, frameWallMs: 2_000 };

/** Opens a cell, hands it over, and closes it whatever happened. */
export async function withCell<T>(
  plugin: CellPlugin,
  options: CellOptions,
  use: (session: CellSession) => Promise<T>,
): Promise<T> {
  const opened = await openCell(plugin, options);
  if (!opened.ok) throw new Error(`${opened.refusal.code}: ${opened.refusal.message}`);
  try {
    return await use(opened.value);
  } finally {
    await opened.value.close();
  }
}
