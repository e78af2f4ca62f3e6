import { describe, expect, it } from "vitest";
import { openJournalReader, type JournalReader } from "#host/journal/read.ts";
import { csvOf, jsonOf, tableOf, TABLES } from "#host/journal/tables.ts";
import { assert } from "#host/kernel/result.ts";
import { journalOptions, openedJournal } from "#test/kit/journal-file.ts";
import { STORY } from "./story.ts";

function reader(empty = false): JournalReader {
  const options = journalOptions();
  const journal = openedJournal(options);
  for (const [, draft] of empty ? [] : STORY) journal.append(draft);
  journal.close();
  const opened = openJournalReader(options.path);
  assert(opened.ok, "the journal opens");
  return opened.value;
}

describe("an exported table", () => {
  it("of trades has one line each, amounts as decimals and instants as text", () => {
    const [header, first, second] = [...csvOf(tableOf(reader(), "trades"))];
    expect(header).toBe(
      "seq,closed_at,slot,instrument,direction,entry_bar,exit_bar,quantity,entry_price,exit_price," +
        "gross,fees,funding,net,equity,reason,costs_complete,approval,rationale\r\n",
    );
    expect(first).toBe(
      "16,2026-01-01T00:17:00.000Z,paper.main.BTCUSDT,BTCUSDT,long,5890753,5890770,0.01,93260.3,95000," +
        `17.397,1.03543165,-0.0932603,-1.5,10016.26830805,exit_signal,true,${"a".repeat(64)},fast crossed above slow\r\n`,
    );
    expect(second).toMatch(/,short,.*,stop_loss,true,a{64},"'=1\+1, ""down"""\r\n$/);
  });

  it("of fills and funding leaves out what is not known", () => {
    const fills = [...csvOf(tableOf(reader(), "fills"))];
    expect(fills).toHaveLength(5);
    expect(fills[4]).toBe(
      "18,2026-01-01T00:19:00.000Z,paper.main.BTCUSDT,BTCUSDT,5,,stop_loss,Buy,0.01,93260.3,0.51293165\r\n",
    );
    expect([...csvOf(tableOf(reader(), "funding"))][1]).toBe(
      "8,2026-01-01T00:09:00.000Z,paper.main.BTCUSDT,BTCUSDT,2,0.0001,-0.0932603\r\n",
    );
  });

  it.for(TABLES)("of %s says the same in JSON, unchanged by any spreadsheet", (name) => {
    const table = tableOf(reader(), name);
    const rows = [...table.rows];
    const parsed: unknown = JSON.parse([...jsonOf({ ...table, rows })].join(""));
    expect(parsed).toEqual(
      rows.map((row) => Object.fromEntries(table.columns.map((column, i) => [column, row[i]]))),
    );
  });

  it("of an empty journal is a header, or an empty list", () => {
    const empty = reader(true);
    for (const name of TABLES) {
      expect([...csvOf(tableOf(empty, name))]).toHaveLength(1);
      expect(JSON.parse([...jsonOf(tableOf(empty, name))].join(""))).toEqual([]);
    }
  });

  it.for<[name: string, text: string, cell: string]>([
    ["a formula", "=cmd()", "'=cmd()"],
    ["a formula with a sign", "+1+1", "'+1+1"],
    ["a formula with a minus", "-1+1", "'-1+1"],
    ["a formula with an at", "@x", "'@x"],
    ["a negative number", "-1.5", "-1.5"],
    ["a comma", "a,b", '"a,b"'],
    ["a quote", 'a"b', '"a""b"'],
    ["plain text", "plain", "plain"],
  ])("spells %s so that it stays text", ([, text, cell]) => {
    const lines = [...csvOf({ columns: ["x"], rows: [[text]] })];
    expect(lines[1]).toBe(`${cell}\r\n`);
  });
});
