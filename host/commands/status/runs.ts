/** Runs faster than real time, newest first: how far each came. */
import { openJournalReader } from "../../journal/read.ts";
import { isLeaseHeld } from "../../journal/lease.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { journalsOfRun, listRuns, type FoundJournal } from "../../workspace/journals.ts";
import type { Workspace } from "../../workspace/paths.ts";

export interface RunStatus {
  readonly run: string;
  readonly account: string;
  readonly running: boolean;
  readonly entries: number;
  readonly trades: number;
  /** Bar time of the newest entry; null for an empty journal. */
  readonly atMs: number | null;
}

/** Older ones are in var/runs/ too; `host verify --run` and the other readers take any of them. */
const RUNS_SHOWN_MAX = 10;

/** Reads only heads and marked entries: a run has as many bars as a person likes. */
export function runsIn(workspace: Workspace, account: string | null): Result<readonly RunStatus[]> {
  const statuses: RunStatus[] = [];
  for (const run of listRuns(workspace).slice(0, RUNS_SHOWN_MAX)) {
    for (const journal of journalsOfRun(workspace, run)) {
      if (account !== null && journal.account !== account) continue;
      const status = runStatus(run, journal);
      if (!status.ok) return status;
      statuses.push(status.value);
    }
  }
  return ok(statuses);
}

function runStatus(run: string, { account, paths }: FoundJournal): Result<RunStatus> {
  const opened = openJournalReader(paths.journal);
  if (!opened.ok) return opened;
  const reader = opened.value;
  try {
    const { seq } = reader.head();
    const newest = reader.entry(seq);
    return ok({
      run,
      account,
      running: isLeaseHeld(paths.lease),
      entries: seq + 1,
      trades: [...reader.ofKind("trade")].length,
      atMs: newest?.at ?? null,
    });
  } finally {
    reader.close();
  }
}
