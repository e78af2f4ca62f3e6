/** A run faster than real time, in a journal of its own (decision C6): same data, same approvals, same bytes. */
import type { Feed, FeedStep } from "../ports.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import { realTimePaths, runPaths, type AccountPaths, type Workspace } from "../workspace/paths.ts";
import type { VerifiedPlugin } from "../trust/verified-plugin.ts";
import type { RunDeps } from "./deps.ts";
import { differingSlot, runFull, type LoopHooks, type RunningAccount } from "./loop.ts";
import { adoptOrKeep } from "./adopt-or-keep.ts";
import {
  adoptRehearsed,
  allSubscriptions,
  historyMsOf,
  openAccountAt,
  recordOpenings,
  recordStart,
  rehearse,
  slotsOf,
  startAccount,
  type LeftOut,
  type OpenedAccount,
  type Rehearsal,
  type StartedAccount,
  type Wanted,
  type Watch,
} from "./prepare.ts";
import type { SignedPolicy } from "../trust/risk.ts";
import { newestPolicy, usePolicy } from "./policy.ts";
import { headOf, runDigestOf } from "./run-digest.ts";
import { standingOfRehearsal, takeStanding } from "./standing.ts";
import { recordBars } from "./tick.ts";
import type { Candidate } from "./trust.ts";
import { turns, type Turns } from "./turns.ts";

export interface FullRunRequest {
  readonly workspace: Workspace;
  readonly account: string | null;
  readonly wanted: Wanted;
  /** Go on where an earlier run with the same digest stopped, instead of from the beginning. */
  readonly continues: boolean;
  /** Write into the accounts' own journals, so that a later run in real time goes on from there. */
  readonly intoAccounts: boolean;
  readonly signal: AbortSignal;
  readonly watch: Watch;
  readonly onStart: (run: StartedRun) => Promise<void>;
  readonly onStep: (step: FeedStep) => void;
}

export interface StartedRun {
  readonly digest: string;
  readonly feed: Feed;
  readonly opened: readonly OpenedAccount[];
  readonly running: readonly RunningAccount[];
  readonly leftOut: readonly LeftOut[];
  readonly turns: Turns;
}

export interface FinishedRun {
  readonly digest: string;
  readonly opened: readonly OpenedAccount[];
  readonly leftOut: readonly LeftOut[];
  readonly journalHead: string;
  readonly elapsedMs: number;
  readonly decisions: number;
  readonly stopped: boolean;
}

export async function fullRun(
  request: FullRunRequest,
  deps: RunDeps,
): Promise<Result<FinishedRun>> {
  const read = readOnce(request, deps);
  if (!read.ok) return read;
  const { candidates, leftOut, policy } = read.value;
  const plugins = candidates.map(({ plugin }) => plugin);
  const feed = deps.openFeed(allSubscriptions(plugins), "full");
  if (!feed.ok) return feed;
  const digest = runDigestOf({
    feed: feed.value.identity,
    steps: feed.value.stepsTotal,
    approvals: plugins.map(({ slot, approvalSha256 }) => [slot, approvalSha256]),
    configSha256: deps.configSha256,
    riskSha256: policy?.sha256 ?? deps.riskSha256,
    engine: deps.engine,
  });
  const opened: OpenedAccount[] = [];
  const running: RunningAccount[] = [];
  try {
    const started: StartedAccount[] = [];
    const starting = { request, deps, feed: feed.value, candidates, policy };
    for (const alias of accountsOf(plugins)) {
      const one = await startOne(alias, pathsOf(request, digest, alias), starting, opened);
      if (!one.ok) return one;
      running.push(one.value.running);
      started.push(one.value);
    }
    const begun = recordOpenings(started);
    if (!begun.ok) return begun;
    const run = { digest, feed: feed.value, opened, running, leftOut, turns: turns() };
    await request.onStart(run);
    const finished = await drive(run, plugins, request, deps);
    const differs = differingSlot({ accounts: running });
    if (differs === null) return ok(finished);
    return refuse(
      "cell_answers_differ",
      `${differs} answered otherwise in a fresh isolate: the run stopped there`,
      {
        hint: "a strategy may not remember: host why on its last decision, then sdk signals to reproduce it",
      },
    );
  } finally {
    for (const { slots } of running) for (const { evaluator } of slots) await evaluator.close();
    for (const { account, lease } of opened) {
      account.journal.close();
      account.venue.close();
      lease.release();
    }
  }
}

interface ReadOnce extends Rehearsal {
  readonly policy: SignedPolicy | null;
}

/** Time, root, revocations and policy are read once: what comes while the run goes on is for the next one (decision B1). */
function readOnce(request: FullRunRequest, deps: RunDeps): Result<ReadOnce> {
  const names = slotsOf(deps, request.account);
  if (!names.ok) return names;
  const standing = standingOfRehearsal(deps.trust, deps.clock.nowMs());
  if (!standing.ok) return standing;
  const policy = newestPolicy(deps.trust, standing.value);
  if (!policy.ok) return policy;
  const rehearsed = rehearse(deps, names.value, request.wanted, standing.value);
  return rehearsed.ok ? ok({ ...rehearsed.value, policy: policy.value }) : rehearsed;
}

function accountsOf(plugins: readonly VerifiedPlugin[]): readonly string[] {
  return [...new Set(plugins.map(({ slot }) => slot.split(".")[1] ?? ""))].toSorted();
}

function pathsOf(request: FullRunRequest, digest: string, alias: string): AccountPaths {
  return request.intoAccounts
    ? realTimePaths(request.workspace, alias)
    : runPaths(request.workspace, digest, alias);
}

interface Starting {
  readonly request: FullRunRequest;
  readonly deps: RunDeps;
  readonly feed: Feed;
  readonly candidates: readonly Candidate[];
  /** The newest signed one; null: the draft limits entries. */
  readonly policy: SignedPolicy | null;
}

async function startOne(
  alias: string,
  paths: AccountPaths,
  { request, deps, feed, candidates, policy }: Starting,
  opened: OpenedAccount[],
): Promise<Result<StartedAccount>> {
  const fresh = !request.continues && !request.intoAccounts;
  const one = openAccountAt(deps, alias, paths, { fresh, watch: request.watch });
  if (!one.ok) return one;
  opened.push(one.value);
  const { account } = one.value;
  const standing = request.intoAccounts ? takeStanding(account, deps) : null;
  if (standing !== null && !standing.ok) return standing;
  if (standing === null && policy !== null) usePolicy(account, policy);
  recordStart(account, deps, feed.identity, "full");
  const mine = candidates.filter(({ plugin }) => plugin.slot.split(".")[1] === alias);
  const plugins: VerifiedPlugin[] = [];
  for (const candidate of mine) {
    if (standing === null) {
      adoptRehearsed(account, candidate);
      plugins.push(candidate.plugin);
      continue;
    }
    const kept = adoptOrKeep(account, deps, candidate.plugin.slot, standing);
    if (!kept.ok) return kept;
    if (kept.value.plugin !== null) plugins.push(kept.value.plugin);
  }
  return await startAccount(one.value, plugins, deps, "full");
}

async function drive(
  run: StartedRun,
  plugins: readonly VerifiedPlugin[],
  request: FullRunRequest,
  deps: RunDeps,
): Promise<FinishedRun> {
  const { running, opened, digest, leftOut } = run;
  const startedMs = deps.clock.nowMs();
  const before = decisionsOf(opened);
  const hooks: LoopHooks = { beforeStep: () => Promise.resolve(), afterStep: request.onStep };
  const resumeMs = Math.min(...opened.map(({ account }) => account.state.atMs ?? 0));
  const steps = afterWarmUp(
    run.feed.steps(Math.max(0, resumeMs - historyMsOf(plugins)), request.signal),
    resumeMs,
    running,
  );
  await runFull(steps, { accounts: running, turns: run.turns, hooks, signal: request.signal });
  for (const { account } of opened) account.journal.flush();
  const heads = opened.map(({ account }) => ({
    account: account.alias,
    sha256: account.journal.head().sha256,
  }));
  return {
    digest,
    opened,
    leftOut,
    journalHead: headOf(heads),
    elapsedMs: deps.clock.nowMs() - startedMs,
    decisions: decisionsOf(opened) - before,
    stopped: request.signal.aborted,
  };
}

function decisionsOf(opened: readonly OpenedAccount[]): number {
  return opened.reduce((sum, { account }) => sum + account.tally.decisions, 0);
}

/** Steps before the resume point fill the windows; the rest are for the loop. */
async function* afterWarmUp(
  steps: AsyncIterable<FeedStep>,
  resumeMs: number,
  running: readonly RunningAccount[],
): AsyncGenerator<FeedStep> {
  for await (const step of steps) {
    if (step.closeMs >= resumeMs) yield step;
    else await warmStep(step, running);
  }
}

/** A step of the past: journalled when it is not yet, shown to the windows, decided by nobody. */
export async function warmStep(step: FeedStep, running: readonly RunningAccount[]): Promise<void> {
  for (const { account, slots } of running) {
    // Bars of the past change nothing at the venue; they give it a mark for each instrument again.
    if (step.closeMs <= (account.state.atMs ?? 0)) await account.venue.onBars(step);
    recordBars(account, slots, step);
    for (const { evaluator } of slots) evaluator.warm(step);
  }
}
