import { z } from "zod";

/** Minutes per bar. A timeframe outside this table does not exist. */
export const TIMEFRAMES = {
  "1m": 1,
  "3m": 3,
  "5m": 5,
  "15m": 15,
  "30m": 30,
  "1h": 60,
  "2h": 120,
  "4h": 240,
  "6h": 360,
  "12h": 720,
  "1d": 1440,
} as const;

export type Timeframe = keyof typeof TIMEFRAMES;
export const timeframe = z.enum([
  "1m",
  "3m",
  "5m",
  "15m",
  "30m",
  "1h",
  "2h",
  "4h",
  "6h",
  "12h",
  "1d",
]);

/** Column order everywhere: in files, in frames that cross into the cell, in the journal's rows. */
export const COLUMNS = ["ts", "open", "high", "low", "close", "volume", "funding", "oi"] as const;
export type ColumnName = (typeof COLUMNS)[number];
/** Columns every plugin may read; the others are named in the manifest's `needs`. */
export const BASE_COLUMNS = ["ts", "open", "high", "low", "close", "volume"] as const;
export const sideColumn = z.enum(["funding", "oi"]);
export type SideColumn = z.infer<typeof sideColumn>;

const price = z.number().positive().finite();

/**
 * One closed bar. `ts` is the open time, epoch milliseconds UTC, on the grid of its timeframe.
 *
 * `funding` is the last settled rate as a fraction, `oi` the open interest in base coin; null says "not known",
 * which is neither zero nor old.
 */
export const candle = z
  .strictObject({
    ts: z.int().min(0),
    open: price,
    high: price,
    low: price,
    close: price,
    volume: z.number().min(0).finite(),
    funding: z.number().finite().nullable(),
    oi: z.number().min(0).finite().nullable(),
  })
  .refine(
    (c) => c.low <= Math.min(c.open, c.close) && c.high >= Math.max(c.open, c.close),
    "low ≤ open, close ≤ high",
  );
export type Candle = z.infer<typeof candle>;

/**
 * Bars of one series, column-major, oldest first; `close[i]` belongs to `ts[i]`. A side value that is not known is NaN
 * here (and null in the journal); a plugin never sees one.
 */
export interface Columns extends Readonly<Record<ColumnName, Float64Array>> {
  readonly length: number;
}
