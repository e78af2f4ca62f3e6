/** A run in real time whose time is the test's: bars come one after the other, and between two of them anything may happen. */
import type { JournalEntry } from "#host/contract/journal.ts";
import { openJournalReader } from "#host/journal/read.ts";
import { assert, type Result } from "#host/kernel/result.ts";
import type { Feed, FeedStep } from "#host/ports.ts";
import type { FinishedRun, StartedRun } from "#host/run/full-run.ts";
import { wallRun } from "#host/run/wall-run.ts";
import { realTimePaths, type Workspace } from "#host/workspace/paths.ts";
import type { World } from "./run-crash.ts";
import { runDeps } from "./run-deps.ts";

export interface WallOptions {
  /** Before the step with this number is shown, counted from the first one that is decided. */
  readonly before?: (step: number, run: StartedRun) => void | Promise<void>;
  /** Steps that are decided; then somebody stops the run. Default: all. */
  readonly steps?: number;
  readonly watch?: (
    account: string,
    entry: { readonly kind: string; readonly slot: string | null },
  ) => void;
}

export async function wall(world: World, options: WallOptions = {}): Promise<Result<FinishedRun>> {
  const stop = new AbortController();
  let run: StartedRun | null = null;
  let shown = 0;
  const deps = runDeps(world.workspace, world);
  const between = async (step: FeedStep): Promise<FeedStep> => {
    if (run !== null) await options.before?.(shown, run);
    shown += 1;
    return step;
  };
  const request = {
    workspace: world.workspace,
    account: null,
    signal: stop.signal,
    watch: options.watch ?? (() => undefined),
    onStart: (started: StartedRun) => {
      run = started;
      return Promise.resolve();
    },
    onStep: () => {
      if (shown === options.steps) stop.abort();
    },
  };
  return await wallRun(request, {
    ...deps,
    openFeed: (subscriptions, pace) => {
      const feed = deps.openFeed(subscriptions, pace);
      if (!feed.ok || pace === "full") return feed;
      return { ok: true, value: interrupted(feed.value, between) };
    },
  });
}

function interrupted(feed: Feed, between: (step: FeedStep) => Promise<FeedStep>): Feed {
  return {
    ...feed,
    async *steps(afterMs, signal) {
      for await (const step of feed.steps(afterMs, signal)) yield await between(step);
    },
  };
}

/** Everything in the journal of an account. */
export function entriesOf(workspace: Workspace, account = "main"): readonly JournalEntry[] {
  return entriesIn(realTimePaths(workspace, account).journal);
}

export function entriesIn(journal: string): readonly JournalEntry[] {
  const reader = openJournalReader(journal);
  assert(reader.ok, "there is a journal");
  const entries = [...reader.value.entries()];
  reader.value.close();
  return entries;
}
