/** Parts of the journal as tables for other programs: amounts as decimals, instants as ISO text. */
import { formatE8 } from "../kernel/e8.ts";
import { isoInstant } from "../kernel/instant.ts";
import { canonicalJson } from "../kernel/canonical-json.ts";
import type { EntryOf } from "./entry.ts";
import type { JournalReader } from "./read.ts";

export const TABLES = ["trades", "fills", "funding", "equity"] as const;
export type TableName = (typeof TABLES)[number];

/** Text, or a number that is one (a sequence, a bar); null is "not known" or "none". */
type Cell = string | number | boolean | null;

export interface Table {
  readonly columns: readonly string[];
  /** Made as they are read. */
  readonly rows: Iterable<readonly Cell[]>;
}

/** Rows in journal order, oldest first. */
export function tableOf(reader: JournalReader, name: TableName): Table {
  switch (name) {
    case "trades":
      return { columns: TRADE_COLUMNS, rows: mapped(reader.ofKind("trade"), tradeRow) };
    case "fills":
      return { columns: FILL_COLUMNS, rows: mapped(reader.ofKind("fill"), fillRow) };
    case "funding":
      return { columns: FUNDING_COLUMNS, rows: mapped(reader.ofKind("funding"), fundingRow) };
    case "equity":
      return { columns: EQUITY_COLUMNS, rows: mapped(reader.ofKind("trade"), equityRow) };
  }
}

const TRADE_COLUMNS = [
  "seq",
  "closed_at",
  "slot",
  "instrument",
  "direction",
  "entry_bar",
  "exit_bar",
  "quantity",
  "entry_price",
  "exit_price",
  "gross",
  "fees",
  "funding",
  "net",
  "equity",
  "reason",
  "costs_complete",
  "approval",
  "rationale",
] as const;

function tradeRow({ seq, at, slot, instrument, body }: EntryOf<"trade">): readonly Cell[] {
  return [
    seq,
    isoInstant(at),
    slot,
    instrument,
    body.side === "Buy" ? "long" : "short",
    body.entryBar,
    body.exitBar,
    decimal(body.quantityE8),
    decimal(body.entryPriceE8),
    decimal(body.exitPriceE8),
    decimal(body.grossE8),
    decimal(body.feesE8),
    decimal(body.fundingE8),
    decimal(body.netE8),
    decimal(body.equityE8),
    body.reason,
    body.costsComplete,
    body.approval,
    body.rationale,
  ];
}

const FILL_COLUMNS = [
  "seq",
  "at",
  "slot",
  "instrument",
  "fill_id",
  "order_id",
  "role",
  "side",
  "quantity",
  "price",
  "fee",
] as const;

function fillRow({ seq, at, slot, instrument, body }: EntryOf<"fill">): readonly Cell[] {
  return [
    seq,
    isoInstant(at),
    slot,
    instrument,
    body.fillId,
    body.clientOrderId,
    body.role,
    body.side,
    decimal(body.quantityE8),
    decimal(body.priceE8),
    decimal(body.feeE8),
  ];
}

const FUNDING_COLUMNS = [
  "seq",
  "at",
  "slot",
  "instrument",
  "funding_id",
  "rate",
  "amount",
] as const;

function fundingRow({ seq, at, slot, instrument, body }: EntryOf<"funding">): readonly Cell[] {
  return [seq, isoInstant(at), slot, instrument, body.fundingId, body.rate, decimal(body.amountE8)];
}

const EQUITY_COLUMNS = ["seq", "at", "slot", "instrument", "net", "equity"] as const;

/** Equity of the account after each closed trade. */
function equityRow({ seq, at, slot, instrument, body }: EntryOf<"trade">): readonly Cell[] {
  return [seq, isoInstant(at), slot, instrument, decimal(body.netE8), decimal(body.equityE8)];
}

function decimal(e8Text: string): string {
  return formatE8(BigInt(e8Text));
}

function* mapped<T>(
  entries: Iterable<T>,
  row: (entry: T) => readonly Cell[],
): Generator<readonly Cell[]> {
  for (const entry of entries) yield row(entry);
}

/** The table as CSV (RFC 4180), header first, line by line. */
export function* csvOf(table: Table): Generator<string> {
  yield `${table.columns.join(",")}\r\n`;
  for (const row of table.rows) yield `${row.map(csvCell).join(",")}\r\n`;
}

/**
 * A rationale is a stranger's text. Spreadsheets run a cell that begins like a formula, so such text gets an
 * apostrophe in front; JSON export has it unchanged.
 */
function csvCell(cell: Cell): string {
  if (cell === null) return "";
  const text = String(cell);
  const formula = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.]+(e-?\d+)?$/.test(text);
  const safe = formula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The table as a JSON array of objects, one per line. */
export function* jsonOf(table: Table): Generator<string> {
  let separator = "[\n";
  for (const row of table.rows) {
    const members = table.columns.map((column, i) => [column, row[i] ?? null] as const);
    yield `${separator}${canonicalJson(Object.fromEntries(members))}`;
    separator = ",\n";
  }
  yield separator === "[\n" ? "[]\n" : "\n]\n";
}
