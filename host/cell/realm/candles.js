// What a plugin sees of a series: the last `lookback` closed bars, one fresh copy per column and call.

import { CursorError, DataError, namedError } from "./named-errors.js";

const ALL_COLUMNS = ["ts", "open", "high", "low", "close", "volume", "funding", "oi"];

/**
 * Whether plugin code may read data now. False inside callbacks of `rolling` and `scan`: their answer for an old bar
 * would change with the bar that is decided.
 *
 * @typedef {{ open: boolean }} Door
 */

/**
 * Makes the view of one series. The object lives as long as the isolate and is frozen; what it shows moves with
 * `show`, so a plugin that keeps it sees nothing but the bar being decided.
 *
 * Columns are copies of exact length, never views: the buffer behind a view holds later bars, and a plugin that
 * writes into its copy must not reach a later call.
 *
 * @param {{ name: string, lookback: number, columns: readonly string[] }} series - `name` is for messages.
 * @param {Door} door
 */
export function makeCandles(series, door) {
  /** @type {Record<string, Float64Array>} Column → values from the anchor on. */
  let source = {};
  let end = -1;
  /** @type {Record<string, Float64Array>} Copies made during this call. */
  let copies = {};

  /** @param {string} column */
  const read = (column) => {
    requireOpen(door, `${series.name}.${column}`);
    const values = source[column];
    if (values === undefined) throw undeclared(series.name, column);
    return (copies[column] ??= values.slice(end + 1 - series.lookback, end + 1));
  };

  const view = Object.create(null);
  Object.defineProperty(view, "length", { value: series.lookback, enumerable: true });
  for (const column of ALL_COLUMNS) {
    const get = Object.freeze(() => read(column));
    Object.defineProperty(view, column, { get, enumerable: series.columns.includes(column) });
  }
  return {
    view: Object.freeze(view),
    /** @param {Record<string, Float64Array>} columns - From the anchor on, oldest first. */
    open(columns) {
      source = columns;
    },
    /** @param {number} newest - Index of the newest visible bar. */
    show(newest) {
      end = newest;
      copies = {};
    },
  };
}

/**
 * @param {Door} door
 * @param {string} what
 */
function requireOpen(door, what) {
  if (door.open) return;
  throw namedError(
    CursorError,
    "threw_read_in_callback",
    `${what} was read where no bar is being decided: only entrySignal and exitSignal see candles`,
  );
}

/**
 * @param {string} series
 * @param {string} column
 */
function undeclared(series, column) {
  return namedError(
    DataError,
    `threw_column:${column}`,
    `${series}.${column} is not declared: add it to needs in the manifest`,
  );
}
