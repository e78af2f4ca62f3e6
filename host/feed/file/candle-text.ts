/**
 * Reads the text of a candle file. The file is somebody else's: every number is checked, nothing is repaired, and the
 * first thing that is wrong is named with its line.
 */
import { COLUMNS, type ColumnName, type Columns, type Timeframe } from "../../contract/candles.ts";
import { ok, refuse, type Refused, type Result } from "../../kernel/result.ts";
import { timeframeMs } from "../../kernel/timeframe.ts";
import { decimalOf } from "./decimal.ts";
import { headerOf, quoted } from "./header.ts";

const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Room for all eight columns many times over: a longer line is not a header, and not worth making a string of. */
const HEADER_BYTES_MAX = 1_000;
/** The largest instant a Date can say. */
const TS_MAX = 8_640_000_000_000_000;

/** Bars `from` … `to`, inclusive, are not in the file. */
export interface CandleGap {
  readonly from: number;
  readonly to: number;
}

export interface Candles {
  /** Oldest first, rising, on the grid; an unknown side value is NaN. */
  readonly columns: Columns;
  readonly gaps: readonly CandleGap[];
}

/**
 * Parses a whole file.
 *
 * @param bytes - Decompressed; a byte order mark, CRLF and a missing last line end are accepted.
 * @param file - How messages call it.
 * @returns Refusal: candles_invalid, with file and line.
 */
export function parseCandles(
  bytes: Uint8Array,
  file: string,
  timeframe: Timeframe,
): Result<Candles> {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (bytes.length === start) return refuse("candles_invalid", `${file}:1: the file is empty`);
  const headerEnd = lineEnd(bytes, start);
  if (headerEnd - start > HEADER_BYTES_MAX) {
    return refuse("candles_invalid", `${file}:1: the first line is too long to name columns`);
  }
  const text = Buffer.from(bytes.subarray(start, contentEnd(bytes, start, headerEnd))).toString();
  const header = headerOf(text, file);
  if (!header.ok) return header;
  const reader = new RowReader(bytes, file, header.value, timeframeMs(timeframe));
  return reader.read(headerEnd + 1);
}

/** Index of the line feed that ends the line at `from`, or the length of the file. */
function lineEnd(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(LINE_FEED, from);
  return at < 0 ? bytes.length : at;
}

function contentEnd(bytes: Uint8Array, from: number, end: number): number {
  return end > from && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
}

class RowReader {
  readonly #bytes: Uint8Array;
  readonly #file: string;
  readonly #header: readonly ColumnName[];
  readonly #stepMs: number;
  readonly #row: Record<ColumnName, number>;
  #line = 1;

  constructor(bytes: Uint8Array, file: string, header: readonly ColumnName[], stepMs: number) {
    this.#bytes = bytes;
    this.#file = file;
    this.#header = header;
    this.#stepMs = stepMs;
    // A column that the file does not have stays unknown.
    this.#row = {
      ts: 0,
      open: 0,
      high: 0,
      low: 0,
      close: 0,
      volume: 0,
      funding: Number.NaN,
      oi: Number.NaN,
    };
  }

  read(from: number): Result<Candles> {
    const columns = emptyColumns(this.#rowsFrom(from));
    const gaps: CandleGap[] = [];
    const { ts } = columns;
    let at = from;
    for (let index = 0; index < columns.length; index += 1) {
      this.#line += 1;
      const end = lineEnd(this.#bytes, at);
      const problem = this.#cells(at, contentEnd(this.#bytes, at, end)) ?? this.#rules();
      if (problem !== null) return this.#refuse(problem);
      const before = index === 0 ? null : (ts[index - 1] ?? 0);
      const disorder = this.#order(before);
      if (disorder !== null) return this.#refuse(disorder);
      const gap = this.#gapAfter(before);
      if (gap !== null) gaps.push(gap);
      for (const name of COLUMNS) columns[name][index] = this.#row[name];
      at = end + 1;
    }
    if (columns.length === 0) return this.#refuse("the file has a header and no bars");
    return ok({ columns, gaps });
  }

  /** Lines from `from` on; an end of file after the last line end is not a line. */
  #rowsFrom(from: number): number {
    let rows = 0;
    for (let at = from; at < this.#bytes.length; at = lineEnd(this.#bytes, at) + 1) rows += 1;
    return rows;
  }

  #refuse(what: string): Refused {
    return refuse("candles_invalid", `${this.#file}:${this.#line}: ${what}`);
  }

  /** Reads one line into the row; says what is wrong with it, or null. */
  #cells(from: number, to: number): string | null {
    let at = from;
    let count = 0;
    for (;;) {
      let end = at;
      while (end < to && this.#bytes[end] !== COMMA) end += 1;
      const name = this.#header[count];
      count += 1;
      if (name !== undefined) {
        const value = decimalOf(this.#bytes, at, end);
        const unknown = at === end && (name === "funding" || name === "oi");
        if (!Number.isFinite(value) && !unknown) {
          return `${name} was ${quoted(this.#text(at, end))}, not a number`;
        }
        this.#row[name] = value;
      }
      if (end === to) break;
      at = end + 1;
    }
    if (count === this.#header.length) return null;
    return `the row has ${count} cells, the header has ${this.#header.length}`;
  }

  #text(from: number, to: number): string {
    return Buffer.from(this.#bytes.subarray(from, Math.min(to, from + 200))).toString();
  }

  #rules(): string | null {
    const { ts, volume, oi } = this.#row;
    if (!Number.isSafeInteger(ts) || ts < 0 || ts > TS_MAX)
      return `ts ${ts} is not epoch milliseconds`;
    if (ts % this.#stepMs !== 0) {
      const seconds = ts < 100_000_000_000 ? "; it looks like seconds" : "";
      return `ts ${ts} is not on the grid of ${this.#stepMs} ms${seconds}`;
    }
    if (volume < 0) return `volume ${volume} is below 0`;
    // An unknown oi is NaN, and not below anything.
    return oi < 0 ? `oi ${oi} is below 0` : priceProblem(this.#row);
  }

  #order(before: number | null): string | null {
    const { ts } = this.#row;
    if (before === null || ts > before) return null;
    return ts === before ? `ts ${ts} is there twice` : `ts ${ts} is not after ${before}`;
  }

  #gapAfter(before: number | null): CandleGap | null {
    const { ts } = this.#row;
    if (before === null || ts === before + this.#stepMs) return null;
    return { from: before / this.#stepMs + 1, to: ts / this.#stepMs - 1 };
  }
}

function priceProblem({ open, high, low, close }: Record<ColumnName, number>): string | null {
  if (low <= 0) return `low ${low} is not above 0`;
  if (low > high) return `low ${low} is above high ${high}`;
  if (open < low || open > high) return `open ${open} is outside low ${low} and high ${high}`;
  return close < low || close > high
    ? `close ${close} is outside low ${low} and high ${high}`
    : null;
}

function emptyColumns(length: number): Columns {
  const column = (): Float64Array => new Float64Array(length);
  return {
    length,
    ts: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    funding: column(),
    oi: column(),
  };
}
