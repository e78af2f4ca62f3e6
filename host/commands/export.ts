/** `host export`: parts of the journals, as tables for other programs or as the journal's own lines. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { exportLines } from "../journal/jsonl.ts";
import { verifyJournal } from "../journal/verify.ts";
import { openJournalReader, type JournalReader } from "../journal/read.ts";
import { csvOf, jsonOf, TABLES, tableOf, type Table, type TableName } from "../journal/tables.ts";
import { sha256Hex } from "../kernel/digest.ts";
import { assert, ok, refuse, type Result } from "../kernel/result.ts";
import type { Arguments } from "../terminal/arguments.ts";
import { printable } from "../terminal/escape.ts";
import type { Done, Handler } from "../terminal/run-command.ts";
import { findJournals } from "../workspace/journals.ts";
import { workspaceAt } from "../workspace/paths.ts";
import { writeLines } from "../workspace/write-lines.ts";
import { counted } from "./amounts.ts";
import type { HostPorts } from "./host-ports.ts";

/**
 * Rows of several accounts follow each other: a row's slot names its account. A journal is one chain, so only one is
 * written at a time.
 */
export function exportCommand(ports: Pick<HostPorts, "out" | "err">): Handler {
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
      const sound = verifyJournal(reader.value);
      if (!sound.ok) return sound;
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
  ports: Pick<HostPorts, "out" | "err">,
): Result<Done> {
  const what = args.text("WHAT");
  const table = TABLES.find((name) => name === what);
  const part = table === undefined ? journalPart(readers) : ok(tablePart(args, readers, table));
  if (!part.ok) return part;
  const { pieces, seen } = part.value;
  const accounts = readers.map(({ account }) => account);
  const output = args.textOrNull("output");
  if (output !== null) {
    const path = resolve(output);
    if (existsSync(path)) {
      return refuse("file_exists", `${path} exists already`, { hint: "name another file" });
    }
    writeLines(path, pieces);
    const text = `wrote ${counted(seen.rows, "row")} of ${what} to ${printable(path)}${headText(seen)}`;
    return ok({ ok: true, text, data: { what, accounts, ...seen, output: path } });
  }
  if (args.json) {
    const rows: unknown = JSON.parse(part.value.whole());
    return ok({ ok: true, text: "", data: { what, accounts, head: seen.head, rows } });
  }
  for (const piece of pieces) ports.out(piece);
  if (seen.head !== null) ports.err(`${counted(seen.rows, "row")} of ${what}${headText(seen)}\n`);
  return ok({ ok: true, text: "", data: {} });
}

/** What has gone by when the last piece has. */
interface Seen {
  rows: number;
  /** sha256 of a journal's last line: without it an export does not prove its own end. */
  head: string | null;
}

interface Part {
  readonly pieces: Iterable<string>;
  readonly seen: Seen;
  /** All rows as one JSON text, whatever `--format` says: `--json` promises one document. */
  whole(): string;
}

function headText({ head }: Seen): string {
  return head === null ? "" : `, head ${head}`;
}

/** Refusal: account_ambiguous. Two chains in one file would be none. */
function journalPart(readers: readonly JournalReader[]): Result<Part> {
  const [reader] = readers;
  assert(reader !== undefined, "a journal was found");
  if (readers.length > 1) {
    return refuse(
      "account_ambiguous",
      `${readers.length} accounts have a journal, and one journal is written at a time`,
      { hint: `add --account ${reader.account}` },
    );
  }
  const seen: Seen = { rows: 0, head: null };
  const pieces = linesOf(reader, seen);
  return ok({ pieces, seen, whole: () => `[${[...pieces].join(",")}]` });
}

function* linesOf(reader: JournalReader, seen: Seen): Generator<string> {
  let last = "";
  for (const line of exportLines(reader)) {
    seen.rows += 1;
    last = line;
    yield line;
  }
  if (last !== "") seen.head = sha256Hex(last.slice(0, -1));
}

function tablePart(args: Arguments, readers: readonly JournalReader[], name: TableName): Part {
  const seen: Seen = { rows: 0, head: null };
  const tables = readers.map((reader) => tableOf(reader, name));
  const table: Table = { columns: tables[0]?.columns ?? [], rows: rowsOf(tables, seen) };
  const pieces = args.text("format") === "json" ? jsonOf(table) : csvOf(table);
  return { pieces, seen, whole: () => [...jsonOf(table)].join("") };
}

function* rowsOf(
  tables: readonly Table[],
  seen: Seen,
): Table["rows"] extends Iterable<infer Row> ? Generator<Row> : never {
  for (const { rows } of tables) {
    for (const row of rows) {
      seen.rows += 1;
      yield row;
    }
  }
}
