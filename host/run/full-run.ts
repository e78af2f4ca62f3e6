/** A run faster than real time, in a journal of its own (decision C6): same data, same approvals, same bytes. */
import type { Feed, FeedStep } from "../ports.ts";
import { ok, refuse, type Refused, type Result } from "../kernel/result.ts";
import { realTimePaths, runPaths, type AccountPaths, type Workspace } from "../workspace/paths.ts";
import type { RunDeps } from "./deps.ts";
import { differingSlots, runFull, type LoopHooks, type RunningAccount } from "./loop.ts";
import type { Account } from "./account.ts";
import { adoptOrKeep } from "./adopt-or-keep.ts";
import { heldSlots, inCustody } from "./custody.ts";
import { openHeld } from "./open-held.ts";
import type { Governing } from "./open-slot.ts";
import { noteTrust } from "./trust-lost.ts";
import {
  adoptRehearsed,
  allSubscriptions,
  closeAccount,
  historyMsOf,
  nothingToRun,
  openAccountAt,
  recordOpenings,
  recordStart,
  leaveOut,
  ofAccount,
  startAccount,
  type LeftOut,
  type OpenedAccount,
  type StartedAccount,
  type Wanted,
  type Watch,
} from "./prepare.ts";
import type { SignedPolicy } from "../trust/risk.ts";
import { usePolicy } from "./policy.ts";
import { readOnce } from "./read-once.ts";
import { digestOfRun, headOf } from "./run-digest.ts";
import { takeStanding, type Standing } from "./standing.ts";
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
  const opened: OpenedAccount[] = [];
  const running: RunningAccount[] = [];
  try {
    const held = request.intoAccounts ? openHeld(request, deps, opened) : ok([]);
    if (!held.ok) return held;
    const read = readOnce(request, deps, held.value);
    if (!read.ok) return read;
    const { candidates, policy, watched } = read.value;
    const leftOut = [...read.value.leftOut];
    const plugins = [...candidates.map(({ plugin }) => plugin), ...watched];
    // What was adopted may read other series than what waits to take its place.
    const feed = deps.openFeed(allSubscriptions([...plugins, ...held.value]), "full");
    if (!feed.ok) return feed;
    const digest = digestOfRun(plugins, feed.value, policy, deps);
    const starting = { request, deps, feed: feed.value, candidates, leftOut, policy, watched };
    const all = await startAll(accountsOf(plugins), { digest, plugins, starting, opened, running });
    if (!all.ok) return all;
    const started = all.value;
    const begun = isIdle(started) ? nothingToRun(leftOut) : recordOpenings(started);
    if (!begun.ok) return begun;
    const run = { digest, feed: feed.value, opened, running, leftOut, turns: turns() };
    await request.onStart(run);
    return await drive(run, plugins, request, deps);
  } finally {
    for (const { slots } of running) for (const { evaluator } of slots) await evaluator.close();
    for (const one of opened) closeAccount(one);
  }
}

/** What may not run has no position either: then there is nothing to watch. */
function isIdle(started: readonly StartedAccount[]): boolean {
  return started.every(({ strategies }) => strategies.length === 0);
}

function differing(accounts: readonly RunningAccount[]): Refused | null {
  const slots = differingSlots({ accounts });
  if (slots.length === 0) return null;
  return refuse(
    "cell_answers_differ",
    `${slots.join(", ")} answered otherwise in a fresh isolate: nothing it said in this run counts`,
    {
      hint: "a strategy may not remember: host why on its last decision, then sdk signals to reproduce it",
    },
  );
}

function accountsOf(plugins: readonly Pick<Governing, "slot">[]): readonly string[] {
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
  readonly watched: readonly Governing[];
  /** Grows by what an account's own journal refuses. */
  readonly leftOut: LeftOut[];
  /** The newest signed one; null: the draft limits entries. */
  readonly policy: SignedPolicy | null;
}

/** Exits outrank everything: an account that may not run does not stop one that has something open. */
async function startAll(
  aliases: readonly string[],
  all: {
    readonly digest: string;
    readonly plugins: readonly Governing[];
    readonly starting: Starting;
    readonly opened: OpenedAccount[];
    readonly running: RunningAccount[];
  },
): Promise<Result<readonly StartedAccount[]>> {
  const { digest, plugins, starting, opened, running } = all;
  const started: StartedAccount[] = [];
  for (const alias of aliases) {
    const paths = pathsOf(starting.request, digest, alias);
    const one = await startOne(alias, paths, starting, opened);
    if (one.ok) {
      running.push(one.value.running);
      started.push(one.value);
      continue;
    }
    if (!opened.some(({ account }) => heldSlots(account).length > 0)) return one;
    for (const { slot } of ofAccount(alias, plugins)) {
      leaveOut(starting.leftOut, { slot, refusal: one.refusal });
    }
  }
  return ok(started);
}

async function startOne(
  alias: string,
  paths: AccountPaths,
  starting: Starting,
  opened: OpenedAccount[],
): Promise<Result<StartedAccount>> {
  const { request, deps, feed, candidates, policy } = starting;
  const one = openOnce(alias, paths, starting, opened);
  if (!one.ok) return one;
  const { account } = one.value;
  const standing = request.intoAccounts ? takeStanding(account, deps) : null;
  if (standing !== null && !standing.ok && heldSlots(account).length === 0) return standing;
  if (standing === null && policy !== null) usePolicy(account, policy);
  recordStart(account, deps, feed.identity, "full");
  const plugins =
    standing === null
      ? adoptAllRehearsed(account, candidates)
      : adoptInto(account, starting, standing);
  return plugins.ok ? await startAccount(one.value, plugins.value, deps, "full") : plugins;
}

/** Accounts with something open are open already. */
function openOnce(
  alias: string,
  paths: AccountPaths,
  { request, deps }: Starting,
  opened: OpenedAccount[],
): Result<OpenedAccount> {
  const known = opened.find(({ account }) => account.alias === alias);
  if (known !== undefined) return ok(known);
  const fresh = !request.continues && !request.intoAccounts;
  const one = openAccountAt(deps, alias, paths, { fresh, watch: request.watch });
  if (one.ok) opened.push(one.value);
  return one;
}

function adoptAllRehearsed(
  account: Account,
  candidates: readonly Candidate[],
): Result<readonly Governing[]> {
  const mine = candidates.filter(({ plugin }) => plugin.slot.split(".")[1] === account.alias);
  for (const candidate of mine) adoptRehearsed(account, candidate);
  return ok(mine.map(({ plugin }) => plugin));
}

/** As a run in real time does at its start, and only there. */
function adoptInto(
  account: Account,
  { deps, candidates, watched, leftOut }: Starting,
  standing: Result<Standing>,
): Result<readonly Governing[]> {
  const plugins: Governing[] = [];
  const all = [...candidates.map(({ plugin }) => plugin), ...watched];
  for (const { slot } of ofAccount(account.alias, all)) {
    const kept = adoptOrKeep(account, deps, slot, standing);
    if (!kept.ok && heldSlots(account).length === 0) return kept;
    noteTrust(account, slot, kept);
    if (!kept.ok) leaveOut(leftOut, { slot, refusal: kept.refusal });
    const plugin = kept.ok ? kept.value.plugin : inCustody(account, deps, slot);
    if (plugin !== null) plugins.push(plugin);
  }
  return ok(plugins);
}

/** What an account's own journal says is the reason, whatever was thought before it was read. */
async function drive(
  run: StartedRun,
  plugins: readonly Governing[],
  request: FullRunRequest,
  deps: RunDeps,
): Promise<Result<FinishedRun>> {
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
  return (
    differing(running) ??
    ok({
      digest,
      opened,
      leftOut,
      journalHead: headOf(heads),
      elapsedMs: deps.clock.nowMs() - startedMs,
      decisions: decisionsOf(opened) - before,
      stopped: request.signal.aborted,
    })
  );
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
