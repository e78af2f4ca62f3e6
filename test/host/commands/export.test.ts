import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { verifyExport } from "#host/journal/jsonl.ts";
import { realTimePaths } from "#host/workspace/paths.ts";
import { hostData, hostSays } from "#test/kit/host-says.ts";
import { linesOf, tamper, temporaryFolder } from "#test/kit/journal-file.ts";
import { sha256 } from "#test/kit/signer.ts";
import { aBar, atBar, aTradedWorkspace, writeJournal } from "#test/kit/traded.ts";

const OTHER_SLOT = "paper.other.BTCUSDT";

function twoAccounts(): ReturnType<typeof aTradedWorkspace> {
  const traded = aTradedWorkspace();
  writeJournal(realTimePaths(traded.workspace, "other"), "other", [
    aBar(0),
    atBar(1, "trade", { rationale: "other" }, OTHER_SLOT),
  ]);
  return traded;
}

describe("host export", () => {
  it("writes trades as CSV, header first", async () => {
    const { workspace } = aTradedWorkspace();
    const { out, exit } = await hostSays(workspace.dir, ["export", "trades"]);
    expect(exit).toBe(0);
    const [header, row, end] = out.split("\r\n");
    expect(header?.split(",").slice(0, 4)).toEqual(["seq", "closed_at", "slot", "instrument"]);
    expect(row).toMatch(/^12,2026-01-01T00:20:00\.000Z,paper\.main\.BTCUSDT,BTCUSDT,long,/);
    expect(end).toBe("");
  });

  it.for<[what: string, rows: number]>([
    ["trades", 1],
    ["fills", 3],
    ["funding", 0],
    ["equity", 1],
  ])("writes %s as JSON too", async ([what, rows]) => {
    const { workspace } = aTradedWorkspace();
    const { out } = await hostSays(workspace.dir, ["export", what, "--format", "json"]);
    expect(JSON.parse(out)).toHaveLength(rows);
    const data = await hostData(workspace.dir, ["export", what]);
    expect(data).toEqual({ ok: true, what, accounts: ["main"], head: null, rows: JSON.parse(out) });
  });

  it("writes the journal as its own bytes, which verify", async () => {
    const { workspace, paths } = aTradedWorkspace();
    const output = join(temporaryFolder(), "journal.jsonl");
    const said = await hostSays(workspace.dir, ["export", "journal", "--output", output]);
    const head = sha256(linesOf(paths.journal).at(-1) ?? "");
    expect(said.out).toBe(`wrote 19 rows of journal to ${output}, head ${head}\n`);
    expect(readFileSync(output, "utf8")).toBe(`${linesOf(paths.journal).join("\n")}\n`);
    expect(verifyExport(output, { head: { seq: 18, sha256: head } })).toMatchObject({ ok: true });
    const streamed = await hostSays(workspace.dir, ["export", "journal"]);
    expect(streamed.out).toBe(readFileSync(output, "utf8"));
    expect(streamed.err).toBe(`19 rows of journal, head ${head}
`);
    const data = await hostData(workspace.dir, ["export", "journal"]);
    expect(data).toMatchObject({ head, rows: { length: 19 } });
  });

  it("puts the rows of several accounts under one header", async () => {
    const { workspace } = twoAccounts();
    const { out } = await hostSays(workspace.dir, ["export", "trades"]);
    const rows = out.trimEnd().split("\r\n").slice(1);
    expect(rows.map((row) => row.split(",")[2])).toEqual(["paper.main.BTCUSDT", OTHER_SLOT]);
    const one = await hostSays(workspace.dir, ["export", "trades", "--account", "other"]);
    expect(one.out.trimEnd().split("\r\n")).toHaveLength(2);
  });

  it("writes one journal at a time: two chains in one file would be none", async () => {
    const said = await hostSays(twoAccounts().workspace.dir, ["export", "journal"]);
    expect(said).toMatchObject({ exit: 1, out: "" });
    expect(said.err).toMatch(
      /^refused: account_ambiguous: 2 accounts .*\nhint: add --account main\n$/,
    );
  });

  it("says that nothing has run", async () => {
    const dir = temporaryFolder();
    await hostSays(dir, ["init"]);
    expect((await hostSays(dir, ["export", "trades"])).err).toMatch(/^refused: journal_missing: /);
  });

  it.for<[name: string, argv: readonly string[]]>([
    ["something that is not in the journal", ["export", "orders"]],
    ["a form that is not written", ["export", "trades", "--format", "parquet"]],
    ["nothing at all", ["export"]],
  ])("takes %s for a mistyped line", async ([, argv]) => {
    expect((await hostSays(aTradedWorkspace().workspace.dir, argv)).exit).toBe(2);
  });
});

describe("host export --output", () => {
  it("writes the file as a whole", async () => {
    const { workspace } = aTradedWorkspace();
    const output = join(temporaryFolder(), "trades.csv");
    const { out } = await hostSays(workspace.dir, [
      "export",
      "trades",
      "--output",
      output,
      "--json",
    ]);
    const said = { ok: true, what: "trades", accounts: ["main"], rows: 1, head: null, output };
    expect(JSON.parse(out)).toEqual(said);
    expect(readFileSync(output, "utf8")).toMatch(/^seq,closed_at,/);
    expect(readFileSync(output, "utf8").split("\r\n")).toHaveLength(3);
  });

  it("refuses to write over a file", async () => {
    const { workspace } = aTradedWorkspace();
    const output = join(temporaryFolder(), "trades.csv");
    writeFileSync(output, "mine");
    const said = await hostSays(workspace.dir, ["export", "trades", "--output", output]);
    expect(said).toMatchObject({ exit: 1, out: "" });
    expect(said.err).toMatch(/^refused: file_exists: .*trades\.csv exists already\nhint: /);
    expect(readFileSync(output, "utf8")).toBe("mine");
  });

  it("leaves nothing when the journal turns out to be broken half way", async () => {
    const { workspace, paths } = aTradedWorkspace();
    const output = join(temporaryFolder(), "trades.csv");
    tamper(
      paths.journal,
      "UPDATE entries SET line = replace(line, 'take_profit', 'stop_loss') WHERE seq = 12",
    );
    const said = await hostSays(workspace.dir, ["export", "trades", "--output", output]);
    expect(said).toMatchObject({ exit: 1, out: "" });
    expect(said.err).toMatch(/^refused: journal_altered: /);
    expect(readdirSync(dirname(output))).toEqual([]);
  });

  it("fails where nothing can be written", async () => {
    const { workspace } = aTradedWorkspace();
    const said = await hostSays(workspace.dir, ["export", "trades", "--output", "/dev/null/x.csv"]);
    expect(said).toMatchObject({ exit: 3, out: "" });
    expect(said.err).toMatch(
      /^fault: file_unwritable: \/dev\/null\/x\.csv could not be written\nbecause: /,
    );
  });
});
