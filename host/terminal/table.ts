import Table from "cli-table3";
import { printable } from "./escape.ts";

export interface Column {
  readonly title: string;
  /** Default: right when every cell is a number, else left. */
  readonly align?: "left" | "right";
}

/** null is a value that does not exist; it is shown as a dash, never as 0. */
export type Cell = string | number | bigint | boolean | null;

/** Rules between columns would not survive copying into a spreadsheet or an issue: only spaces. */
const PLAIN = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};
const BOLD = "\u001b[1m";
const NOT_BOLD = "\u001b[22m";
const CELL_LENGTH_MAX = 120;
const NUMBER = /^[-+−]?[\d,_]+(?:\.\d+)?(?:e[-+]?\d+)?(?:\s?%| ?(?:bps|ms|USDT|x))?$/i;

/**
 * Renders rows under their titles, numbers aligned right.
 *
 * @param columns - In order; `rows[i][j]` belongs to `columns[j]`.
 * @param style - `colour` false gives plain text: the caller decides with `wantsColour`.
 * @returns Lines without trailing spaces and without a final line feed; untrusted cells are escaped.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  style: { readonly colour: boolean } = { colour: false },
): string {
  const texts = rows.map((row) => columns.map((_, index) => cellText(row[index] ?? null)));
  const table = new Table({
    head: columns.map(({ title }) => (style.colour ? `${BOLD}${title}${NOT_BOLD}` : title)),
    chars: PLAIN,
    colAligns: columns.map((column, index) => column.align ?? alignOf(texts, index)),
    style: {
      "padding-left": 0,
      "padding-right": 0,
      head: [], // its own colours look at the environment, and the caller has decided already
      border: [],
      compact: true,
    },
  });
  table.push(...texts);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** Renders names and values, one pair per line, names padded to the longest. */
export function renderPairs(pairs: readonly (readonly [name: string, value: Cell])[]): string {
  const width = Math.max(0, ...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${cellText(value)}`).join("\n");
}

/**
 * Says whether colours are welcome (https://no-color.org).
 *
 * @param environment - The process's variables; NO_COLOR counts when it is not empty.
 */
export function wantsColour(
  environment: { readonly [name: string]: string | undefined },
  isTerminal: boolean,
): boolean {
  const refused = environment["NO_COLOR"] ?? "";
  return isTerminal && refused === "" && environment["TERM"] !== "dumb";
}

function cellText(cell: Cell): string {
  return cell === null ? "-" : printable(String(cell), CELL_LENGTH_MAX);
}

function alignOf(texts: readonly (readonly string[])[], index: number): "left" | "right" {
  const cells = texts.map((row) => row[index] ?? "-").filter((text) => text !== "-");
  return cells.length > 0 && cells.every((text) => NUMBER.test(text)) ? "right" : "left";
}
