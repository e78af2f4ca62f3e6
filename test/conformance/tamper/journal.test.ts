/** The past of an account, changed behind the host's back: found by `host verify`, and no start builds on it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { realTimePaths } from "#host/workspace/paths.ts";
import { host } from "#test/kit/host-command.ts";
import { linesOf, tamper, temporaryFolder } from "#test/kit/journal-file.ts";
import { sha256 } from "#test/kit/signer.ts";
import { adopted, approvalAt, change, changeWithin, copyOf, type Base } from "./bases.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

let base: Base;
beforeAll(async () => {
  const dir = mkdtempSync(join(tmpdir(), "bulkhead-tamper-"));
  base = await adopted(join(dir, "adopted"));
  return () => rmSync(dir, { recursive: true, force: true });
}, 60_000);

interface Files {
  readonly journal: string;
  readonly venue: string;
}

interface Attack {
  readonly name: string;
  readonly spoil: (files: Files) => void;
  /** What `host verify` says, and where. */
  readonly found: string;
  readonly at?: RegExp;
  /** What a start says. */
  readonly start: string;
}

const SOMEWHERE = 100;
const ATTACKS: readonly Attack[] = [
  {
    name: "one byte of a row",
    spoil: ({ journal }) => {
      const line = linesOf(journal)[SOMEWHERE] ?? "";
      const other = line.replace(/"at":(\d)/, (_, digit) => `"at":${digit === "1" ? "2" : "1"}`);
      expect(other).not.toBe(line);
      tamper(journal, "UPDATE entries SET line = ? WHERE seq = ?", other, SOMEWHERE);
    },
    found: "journal_altered",
    at: /entry 100 /,
    start: "journal_broken",
  },
  {
    name: "one byte of a row, its digest made to fit",
    spoil: ({ journal }) => {
      const line = (linesOf(journal)[SOMEWHERE] ?? "").replace('"main"', '"name"');
      const digest = Buffer.from(sha256(line), "hex");
      const sql = "UPDATE entries SET line = ?, sha256 = ? WHERE seq = ?";
      tamper(journal, sql, line, digest, SOMEWHERE);
    },
    found: "journal_altered",
    at: /entry 100 /,
    start: "journal_broken",
  },
  {
    name: "a row removed",
    spoil: ({ journal }) => tamper(journal, "DELETE FROM entries WHERE seq = ?", SOMEWHERE),
    found: "journal_entry_missing",
    at: /entry 100 /,
    start: "journal_broken",
  },
  {
    name: "two rows exchanged",
    spoil: ({ journal }) => {
      const [one = "", other = ""] = linesOf(journal).slice(SOMEWHERE, SOMEWHERE + 2);
      for (const [line, seq] of [
        [other, SOMEWHERE],
        [one, SOMEWHERE + 1],
      ] as const) {
        const digest = Buffer.from(sha256(line), "hex");
        const sql = "UPDATE entries SET line = ?, sha256 = ? WHERE seq = ?";
        tamper(journal, sql, line, digest, seq);
      }
    },
    found: "journal_reordered",
    at: /entry 10[01]/,
    start: "journal_broken",
  },
  {
    name: "the tail cut off",
    spoil: ({ journal }) => tamper(journal, "DELETE FROM entries WHERE seq > ?", SOMEWHERE),
    found: "journal_entry_missing",
    at: /entry 101 /,
    start: "journal_broken",
  },
  {
    name: "an order of the paper venue",
    spoil: ({ venue }) =>
      tamper(venue, "UPDATE orders SET body = replace(body, 'Buy', 'Bui') WHERE n = ?", 1),
    found: "",
    start: "paper_store_broken",
  },
  {
    name: "an event of the paper venue",
    spoil: ({ venue }) => tamper(venue, "DELETE FROM events WHERE seq = ?", 1),
    found: "",
    start: "paper_store_broken",
  },
];

describe("an account whose past was changed:", { timeout: 60_000 }, () => {
  it.for(ATTACKS)("$name", async ({ spoil, found, at = /./, start }) => {
    const { workspace } = copyOf(base, join(temporaryFolder(), "workspace"));
    const { journal, paperStore: venue } = realTimePaths(workspace, "main");
    expect(await host(workspace.dir, ["verify"])).toMatchObject({ code: "" });
    spoil({ journal, venue });
    const [lines, bytes] = [linesOf(journal), readFileSync(venue)];

    const verified = await host(workspace.dir, ["verify"]);
    expect(verified.code).toBe(found);
    expect(verified.message).toMatch(at);
    for (const line of [["run"], ["run", "--days", "3", "--accounts"]]) {
      expect(await host(workspace.dir, line)).toMatchObject({ code: start });
    }
    expect(linesOf(journal)).toEqual(lines);
    expect(readFileSync(venue).equals(bytes)).toBe(true);
  });
});

describe("host verify", { timeout: 60_000 }, () => {
  const SPOILS: readonly (readonly [string, (path: string, dir: string) => void])[] = [
    ["gone", (path, dir) => rmSync(join(dir, path))],
    ["changed", (path, dir) => change(dir, path, 0.5)],
    ["signed by other bytes", (path, dir) => changeWithin(dir, path, signatureIn(join(dir, path)))],
  ];

  it.for(SPOILS)("misses an adopted approval that is %s", async ([, spoil]) => {
    const { workspace, first } = copyOf(base, join(temporaryFolder(), "workspace"));
    spoil(approvalAt(first), workspace.dir);
    const verified = await host(workspace.dir, ["verify"]);
    expect(verified).toMatchObject({ code: "adopted_missing" });
    expect(verified.message).toContain(first.digest);
  });
});

function signatureIn(path: string): string {
  return /"sig":"([^"]+)"/.exec(readFileSync(path, "utf8"))?.[1] ?? "no signature";
}
