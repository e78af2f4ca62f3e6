import { BASE_COLUMNS, COLUMNS, type ColumnName } from "../../contract/candles.ts";
import { ok, refuse, type Refused, type Result } from "../../kernel/result.ts";

/**
 * Reads the first line of a candle file: the columns in the file's order.
 *
 * @param line - Without its line end and byte order mark.
 * @returns Refusal: candles_invalid when a column is unknown, missing or there twice.
 */
export function headerOf(line: string, file: string): Result<readonly ColumnName[]> {
  const columns: ColumnName[] = [];
  for (const cell of line.split(",")) {
    const name = COLUMNS.find((column) => column === cell);
    if (name === undefined) return refuseHeader(file, `column ${quoted(cell)} is not known`, cell);
    if (columns.includes(name)) return refuseHeader(file, `column ${name} is there twice`);
    columns.push(name);
  }
  const missing = BASE_COLUMNS.find((name) => !columns.includes(name));
  if (missing !== undefined) return refuseHeader(file, `column ${missing} is missing`);
  return ok(columns);
}

function refuseHeader(file: string, what: string, cell = ""): Refused {
  const headless = /^\d+$/.test(cell) ? "; the first line must name the columns" : "";
  return refuse("candles_invalid", `${file}:1: ${what}${headless}`, {
    hint: "columns: ts,open,high,low,close,volume and, if known, funding and oi",
  });
}

/** Part of a file in a message: bounded, and its control characters spelled out. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
