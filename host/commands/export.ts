/** `host export`: parts of the journals, as tables for other programs or as the journal's own lines. */
import { resolve } from "node:path";
import { exportLines } from "../journal/jsonl.ts";
import { openJournalReader, type JournalReader } from "../journal/read.ts";
import { csvOf, jsonOf, TABLES, tableOf, type Table, type TableName } from "../journal/tables.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import type { Arguments } from "../terminal/arguments.ts";
import { printable } from "../terminal/escape.ts";
import type { Done, Handler } from "../terminal/run-command.ts";
import { findJournals } from "../workspace/journals.ts";
import { workspaceAt } from "../workspace/paths.ts";
import { writeLines } from "../workspace/write-lines.ts";
import type { HostPorts } from "./host-ports.ts";

/**
 * Rows of several accounts follow each other: a row's slot names its account. A journal is one chain, so only one is
 * written at a time.
 */
export function exportCommand(ports: Pick<HostPorts, "out">): Handler {
  return (args) => Promise.resolve(withReaders(args, (readers) => exported(args, readers, ports)));
}

function withReaders(
  args: Arguments,
  work: (readers: readonly JournalReader[]) => Result<Done>,
): ReturnType<Handler> extends Promise<infer T> ? T : never {
  const found = findJournals(workspaceAt(args.workspace), {
    account: args.textOrNull("account"),
    run: args.textOrNull("run"),
  });
  if (!found.ok) return found;
  const readers: JournalReader[] = [];
  try {
    for (const { paths } of found.value) {
      const reader = openJournalReader(paths.journal);
      if (!reader.ok) return reader;
      readers.push(reader.value);
    }
    const done = work(readers);
    return done.ok ? done.value : done;
  } finally {
    for (const reader of readers) reader.close();
  }
}

function exported(
  args: Arguments,
  readers: readonly JournalReader[],
  ports: Pick<HostPorts, "out">,
): Result<Done> {
  const what = args.text("WHAT");
  const [first, second] = readers;
  if (what === "journal" && first !== undefined && second !== undefined) {
    return refuse(
      "account_ambiguous",
      `${readers.length} accounts have a journal, and one journal is written at a time`,
      { hint: `add --account ${first.account}` },
    );
  }
  const counted = { rows: 0 };
  const pieces =
    what === "journal"
      ? journalPieces(readers, counted)
      : tablePieces(args, what, readers, counted);
  const output = args.textOrNull("output");
  const accounts = readers.map(({ account }) => account);
  if (output !== null) {
    const path = resolve(output);
    writeLines(path, pieces);
    const text = `wrote ${counted.rows} rows of ${what} to ${printable(path)}`;
    return ok({ ok: true, text, data: { what, accounts, rows: counted.rows, output: path } });
  }
  if (args.json) {
    const rows: unknown = JSON.parse(whole(what, readers));
    return ok({ ok: true, text: "", data: { what, accounts, rows } });
  }
  for (const piece of pieces) ports.out(piece);
  return ok({ ok: true, text: "", data: {} });
}

interface Counted {
  rows: number;
}

function* journalPieces(readers: readonly JournalReader[], counted: Counted): Generator<string> {
  for (const reader of readers) {
    for (const line of exportLines(reader)) {
      counted.rows += 1;
      yield line;
    }
  }
}

function tablePieces(
  args: Arguments,
  what: string,
  readers: readonly JournalReader[],
  counted: Counted,
): Iterable<string> {
  const table = joined(readers, tableName(what), counted);
  return args.text("format") === "json" ? jsonOf(table) : csvOf(table);
}

/** The rows as one JSON text, whatever `--format` says: `--json` promises one document. */
function whole(what: string, readers: readonly JournalReader[]): string {
  const counted = { rows: 0 };
  if (what !== "journal") return [...jsonOf(joined(readers, tableName(what), counted))].join("");
  return `[${[...journalPieces(readers, counted)].join(",")}]`;
}

function tableName(what: string): TableName {
  return TABLES.find((name) => name === what) ?? "trades";
}

function joined(readers: readonly JournalReader[], name: TableName, counted: Counted): Table {
  const tables = readers.map((reader) => tableOf(reader, name));
  return { columns: tables[0]?.columns ?? [], rows: rowsOf(tables, counted) };
}

function* rowsOf(
  tables: readonly Table[],
  counted: Counted,
): Generator<readonly (string | number | boolean | null)[]> {
  for (const { rows } of tables) {
    for (const row of rows) {
      counted.rows += 1;
      yield row;
    }
  }
}
