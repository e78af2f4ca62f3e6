/** `host export`: parts of the journal for other programs, or all of it line by line. */
import { existsSync } from "node:fs";
import { openJournalReader, type JournalReader } from "../journal/read.ts";
import { exportLines } from "../journal/jsonl.ts";
import { csvOf, jsonOf, TABLES, tableOf, type TableName } from "../journal/tables.ts";
import { refuse, type Refused } from "../kernel/result.ts";
import { printable } from "../terminal/escape.ts";
import type { Done, Handler } from "../terminal/run-command.ts";
import { writeAtomic } from "../workspace/atomic-write.ts";
import { findJournals } from "../workspace/journals.ts";
import { workspaceAt } from "../workspace/paths.ts";

export interface ExportPorts {
  readonly out: (text: string) => void;
}

/** Refusals: journal_missing; options_conflict when several accounts would end in one file. */
export function exportCommand(ports: ExportPorts): Handler {
  return (args) => {
    const workspace = workspaceAt(args.workspace);
    const found = findJournals(workspace, {
      account: args.textOrNull("account"),
      run: args.textOrNull("run"),
    });
    if (!found.ok) return Promise.resolve(found);
    const [journal, ...others] = found.value;
    if (journal === undefined || others.length > 0) {
      const names = found.value.map(({ account }) => account).join(", ");
      return Promise.resolve(
        refuse("options_conflict", `one journal at a time: there are ${names}`, {
          hint: "add --account ALIAS",
        }),
      );
    }
    const reader = openJournalReader(journal.paths.journal);
    if (!reader.ok) return Promise.resolve(reader);
    try {
      const format = args.text("format") === "csv" ? "csv" : "jsonl";
      const lines = [...linesOf(reader.value, args.text("WHAT"), format)];
      const head = reader.value.head();
      return Promise.resolve(write(lines, args.textOrNull("output"), args.json, { ports, head }));
    } finally {
      reader.value.close();
    }
  };
}

function linesOf(reader: JournalReader, what: string, format: "csv" | "jsonl"): Iterable<string> {
  const name = TABLES.find((table) => table === what) satisfies TableName | undefined;
  if (name === undefined) return exportLines(reader);
  const table = tableOf(reader, name);
  return format === "csv" ? csvOf(table) : jsonOf(table);
}

interface Where {
  readonly ports: ExportPorts;
  readonly head: { readonly seq: number; readonly sha256: string };
}

function write(
  lines: readonly string[],
  output: string | null,
  json: boolean,
  { ports, head }: Where,
): Refused | Done {
  const text = lines.map((line) => (line.endsWith("\n") ? line : `${line}\n`)).join("");
  const data = { lines: lines.length, head };
  if (output === null) {
    if (json) return { ok: true, text: "", data: { ...data, content: text } };
    ports.out(text);
    return { ok: true, text: "", data };
  }
  if (existsSync(output))
    return refuse("file_exists", `${output} exists already`, { hint: "name another file" });
  writeAtomic(output, text);
  return {
    ok: true,
    text: `wrote ${lines.length} lines to ${printable(output)}; journal head ${head.sha256}`,
    data: { ...data, output },
  };
}
