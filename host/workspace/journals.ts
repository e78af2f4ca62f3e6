/** Finds journals on disk: those of accounts, and those of runs faster than real time. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { accountAlias } from "../contract/primitives.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import { realTimePaths, runPaths, type AccountPaths, type Workspace } from "./paths.ts";

export interface FoundJournal {
  readonly account: string;
  /** Digest of the run it belongs to; null for the account's own. */
  readonly run: string | null;
  readonly paths: AccountPaths;
}

export interface JournalChoice {
  readonly account: string | null;
  readonly run: string | null;
}

const RUN_DIGEST = /^[0-9a-f]{16}$/;

/**
 * The journals that a reading command is about, sorted by account.
 *
 * Without a choice: every account's own; when no account has one yet, those of the newest run.
 *
 * @returns At least one. Refusal: journal_missing.
 */
export function findJournals(
  workspace: Workspace,
  choice: JournalChoice,
): Result<readonly FoundJournal[]> {
  const run =
    choice.run ??
    (choice.account === null && ownJournals(workspace).length === 0 ? newestRun(workspace) : null);
  const found = run === null ? ownJournals(workspace) : journalsOfRun(workspace, run);
  const chosen = found.filter(
    ({ account }) => choice.account === null || choice.account === account,
  );
  if (chosen.length > 0) return ok(chosen);
  const what = [
    choice.account === null ? "" : ` of account ${choice.account}`,
    run === null ? "" : ` in run ${run}`,
  ].join("");
  return refuse("journal_missing", `there is no journal${what} in ${workspace.varDir}`, {
    hint: "host run writes one; host status lists accounts and runs",
  });
}

export function ownJournals(workspace: Workspace): readonly FoundJournal[] {
  return foldersIn(workspace.varDir)
    .filter((name) => accountAlias.safeParse(name).success)
    .map((account) => ({ account, run: null, paths: realTimePaths(workspace, account) }))
    .filter(({ paths }) => existsSync(paths.journal));
}

export function journalsOfRun(workspace: Workspace, run: string): readonly FoundJournal[] {
  if (!RUN_DIGEST.test(run)) return [];
  return foldersIn(join(workspace.runs, run))
    .filter((name) => accountAlias.safeParse(name).success)
    .map((account) => ({ account, run, paths: runPaths(workspace, run, account) }))
    .filter(({ paths }) => existsSync(paths.journal));
}

/** Digests of runs, the one that was written last first. */
export function listRuns(workspace: Workspace): readonly string[] {
  return foldersIn(workspace.runs)
    .filter((name) => RUN_DIGEST.test(name))
    .map((name) => ({ name, writtenMs: writtenMsOf(journalsOfRun(workspace, name)) }))
    .toSorted((a, b) => b.writtenMs - a.writtenMs)
    .map(({ name }) => name);
}

function newestRun(workspace: Workspace): string | null {
  return listRuns(workspace)[0] ?? null;
}

function writtenMsOf(journals: readonly FoundJournal[]): number {
  return Math.max(0, ...journals.map(({ paths }) => statSync(paths.journal).mtimeMs));
}

function foldersIn(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}
