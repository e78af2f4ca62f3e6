import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { findJournals, listRuns, ownJournals } from "#host/workspace/journals.ts";
import { realTimePaths, runPaths, workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";

const [OLD, NEW] = ["0".repeat(16), "1".repeat(16)];

interface There {
  readonly own?: readonly string[];
  /** Run digest → accounts; later ones are newer. */
  readonly runs?: Readonly<Record<string, readonly string[]>>;
}

function aWorkspace({ own = [], runs = {} }: There): Workspace {
  const workspace = workspaceAt(temporaryFolder());
  for (const account of own) put(realTimePaths(workspace, account).journal, 1);
  for (const [age, [run, accounts]] of Object.entries(runs).entries()) {
    for (const account of accounts) put(runPaths(workspace, run, account).journal, 1_000 + age);
  }
  return workspace;
}

function put(path: string, seconds: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "");
  utimesSync(path, seconds, seconds);
}

/** What is found, as `account` or `account@run`. */
function found(workspace: Workspace, account: string | null, run: string | null): string {
  const journals = findJournals(workspace, { account, run });
  if (!journals.ok) return journals.refusal.code;
  return journals.value
    .map((each) => (each.run === null ? each.account : `${each.account}@${each.run.slice(0, 1)}`))
    .join(" ");
}

describe("the journals that a reading command is about", () => {
  const both = { own: ["main", "other"], runs: { [OLD]: ["main"], [NEW]: ["main", "third"] } };
  const rehearsed = { runs: { [OLD]: ["main"], [NEW]: ["main", "third"] } };

  it.for<[name: string, there: There, account: string | null, run: string | null, found: string]>([
    ["every account's own", both, null, null, "main other"],
    ["one account's own", both, "other", null, "other"],
    ["those of the newest run where no account has one", rehearsed, null, null, "main@1 third@1"],
    ["none of an account that has not run", rehearsed, "main", null, "journal_missing"],
    ["those of a run that is named", both, null, OLD, "main@0"],
    ["one account's in a run", both, "third", NEW, "third@1"],
    ["none of an account that the run has not", both, "third", OLD, "journal_missing"],
    ["none of a run that is not there", both, null, "f".repeat(16), "journal_missing"],
    ["none of a run whose name is a path", both, null, "../../main", "journal_missing"],
    ["none where nothing has run", {}, null, null, "journal_missing"],
  ])("are %s", ([, there, account, run, expected]) => {
    expect(found(aWorkspace(there), account, run)).toBe(expected);
  });

  it("are told by their folders: nothing else in var/ is taken for an account", () => {
    const workspace = aWorkspace({ own: ["main"] });
    for (const name of ["UPPER", "a.b", "_x"])
      put(join(workspace.varDir, name, "journal.sqlite"), 1);
    mkdirSync(join(workspace.varDir, "empty"));
    expect(ownJournals(workspace).map(({ account }) => account)).toEqual(["main"]);
  });
});

it("runs are listed newest first", () => {
  expect(listRuns(aWorkspace({ runs: { [OLD]: ["main"], [NEW]: ["main"] } }))).toEqual([NEW, OLD]);
  expect(listRuns(aWorkspace({}))).toEqual([]);
});
