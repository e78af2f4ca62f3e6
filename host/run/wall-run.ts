/** A run in real time: the accounts' own journals, adoption when flat, trust looked at again before every bar. */
import type { Feed, FeedStep } from "../ports.ts";
import { ok, type Result } from "../kernel/result.ts";
import type { VerifiedPlugin } from "../trust/verified-plugin.ts";
import { realTimePaths, type Workspace } from "../workspace/paths.ts";
import { record, type Account } from "./account.ts";
import type { RunDeps } from "./deps.ts";
import { runWall, type LoopHooks, type RunningAccount } from "./loop.ts";
import { warmStep, type FinishedRun, type StartedRun } from "./full-run.ts";
import { adoptOrKeep } from "./adopt-or-keep.ts";
import { heldSlots, inCustody, ownAccounts } from "./custody.ts";
import {
  allSubscriptions,
  closeAccount,
  historyMsOf,
  nothingToRun,
  openAccountAt,
  recordOpened,
  recordOpenings,
  recordStart,
  slotsOf,
  startAccount,
  type LeftOut,
  type OpenedAccount,
  type StartedAccount,
  type Watch,
} from "./prepare.ts";
import { openSlot, type Governing } from "./open-slot.ts";
import { recoverAccount } from "./recover.ts";
import { headOf } from "./run-digest.ts";
import { takeStanding } from "./standing.ts";
import { checkOwners, type SlotName } from "./slots.ts";
import { showBars } from "./tick.ts";
import { noteTrust } from "./trust-lost.ts";
import { turns } from "./turns.ts";

export interface WallRunRequest {
  readonly workspace: Workspace;
  readonly account: string | null;
  readonly signal: AbortSignal;
  readonly watch: Watch;
  readonly onStart: (run: StartedRun) => Promise<void>;
  readonly onStep: (step: FeedStep) => void;
}

export async function wallRun(
  request: WallRunRequest,
  deps: RunDeps,
): Promise<Result<FinishedRun>> {
  const names = slotsOf(deps, request.account);
  const going: Going = { request, deps, openings: [], opened: [], running: [], leftOut: [] };
  try {
    const opened = openAll(names, going);
    if (!opened.ok) return opened;
    return await go(going);
  } finally {
    for (const { slots } of going.running)
      for (const { evaluator } of slots) await evaluator.close();
    for (const one of going.opened) closeAccount(one);
  }
}

/** Everything that has been opened so far, so that whatever happens next it is closed again. */
interface Going {
  readonly request: WallRunRequest;
  readonly deps: RunDeps;
  readonly openings: { readonly opened: OpenedAccount; readonly plugins: readonly Governing[] }[];
  readonly opened: OpenedAccount[];
  readonly running: RunningAccount[];
  readonly leftOut: LeftOut[];
}

/** @param names - What signed/ names; a refusal leaves what the journals hold open. */
function openAll(names: Result<readonly SlotName[]>, going: Going): Result<null> {
  const { request, deps, openings, opened, leftOut } = going;
  const named = names.ok ? names.value : [];
  const accounts = named.map(({ account }) => account);
  const alone = ownAccounts(request).filter((alias) => !accounts.includes(alias));
  for (const alias of new Set([...accounts, ...alone])) {
    const paths = realTimePaths(request.workspace, alias);
    const one = openAccountAt(deps, alias, paths, { fresh: false, watch: request.watch });
    if (!one.ok) return one;
    const { account } = one.value;
    const mine = named.filter((name) => name.account === alias).map(({ slot }) => slot);
    const slots = [...new Set([...mine, ...heldSlots(account)])].toSorted();
    if (slots.length === 0) {
      closeAccount(one.value);
      continue;
    }
    opened.push(one.value);
    openings.push({ opened: one.value, plugins: adoptAll(account, slots, deps, leftOut) });
  }
  const plugins = openings.flatMap((opening) => opening.plugins);
  if (plugins.length > 0) return checkOwners(plugins);
  return names.ok ? nothingToRun(leftOut) : names;
}

function adoptAll(
  account: Account,
  slots: readonly string[],
  deps: RunDeps,
  leftOut: LeftOut[],
): Governing[] {
  const standing = takeStanding(account, deps);
  return slots.flatMap((slot) => {
    const kept = adoptOrKeep(account, deps, slot, standing);
    noteTrust(account, slot, kept);
    if (kept.ok) return kept.value.plugin === null ? [] : [kept.value.plugin];
    leftOut.push({ slot, refusal: kept.refusal });
    const custody = inCustody(account, deps, slot);
    return custody === null ? [] : [custody];
  });
}

async function go({
  request,
  deps,
  openings,
  opened,
  running,
  leftOut,
}: Going): Promise<Result<FinishedRun>> {
  const plugins = openings.flatMap((opening) => opening.plugins);
  const subscriptions = allSubscriptions(plugins);
  const past = deps.openFeed(subscriptions, "full");
  if (!past.ok) return past;
  const feed = deps.openFeed(subscriptions, "wall");
  if (!feed.ok) return feed;
  const started: StartedAccount[] = [];
  for (const { opened: one, plugins: mine } of openings) {
    recordStart(one.account, deps, feed.value.identity, "wall");
    const account = await startAccount(one, mine, deps, "wall");
    if (!account.ok) return account;
    running.push(account.value.running);
    started.push(account.value);
  }
  const begun = recordOpenings(started);
  if (!begun.ok) return begun;
  const run: StartedRun = {
    digest: "",
    feed: feed.value,
    opened,
    running,
    leftOut,
    turns: turns(),
  };
  await request.onStart(run);
  const startedMs = deps.clock.nowMs();
  await follow(run, past.value, historyMsOf(plugins), { request, deps });
  const why = request.signal.aborted ? "asked_to_stop" : "feed_ended";
  for (const { account } of opened) {
    const at = account.state.atMs ?? 0;
    record(account, { kind: "host_stopped", at, slot: null, instrument: null, body: { why } });
    account.journal.flush();
  }
  const heads = opened.map(({ account }) => ({
    account: account.alias,
    sha256: account.journal.head().sha256,
  }));
  return ok({
    digest: "",
    opened,
    leftOut,
    journalHead: headOf(heads),
    elapsedMs: deps.clock.nowMs() - startedMs,
    decisions: opened.reduce((sum, { account }) => sum + account.tally.decisions, 0),
    stopped: request.signal.aborted,
  });
}

/** Fills the windows, recovers, and then takes bars as they come until somebody stops it. */
async function follow(
  run: StartedRun,
  past: Feed,
  spanMs: number,
  { request, deps }: Pick<Going, "request" | "deps">,
): Promise<void> {
  const { running } = run;
  const history = new History(spanMs);
  const lastMs = await warmUp(past, run, history, spanMs, request.signal);
  for (const { account, slots } of running) {
    await recoverAccount(
      account,
      slots.map(({ rules }) => rules),
      true,
    );
  }
  const hooks: LoopHooks = {
    beforeStep: async (step) => {
      for (const each of running) {
        // A position that closes with this bar makes room for the strategy that waits (decision A6).
        await showBars(each.account, each.slots, step);
        await beforeBar(each, deps, history);
      }
      history.push(step);
    },
    afterStep: request.onStep,
  };
  const work = { accounts: running, turns: run.turns, hooks, signal: request.signal };
  await runWall(run.feed.steps(lastMs, request.signal), work, () => deps.clock.nowMs());
}

/** The newest steps, as many as the longest window needs: what a strategy adopted later is shown first. */
class History {
  readonly #spanMs: number;
  #steps: FeedStep[] = [];
  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  push(step: FeedStep): void {
    this.#steps.push(step);
    const oldestMs = step.closeMs - this.#spanMs;
    // Trimmed in lumps: shifting one element per bar would copy the array every time.
    if (this.#steps.length % 256 === 0)
      this.#steps = this.#steps.filter(({ closeMs }) => closeMs >= oldestMs);
  }

  all(): readonly FeedStep[] {
    return this.#steps;
  }
}

/**
 * Fills the windows with what is past, and returns the instant after which real time goes on.
 *
 * An account that has never run begins when the feed has enough past for its windows.
 */
async function warmUp(
  past: Feed,
  run: StartedRun,
  history: History,
  spanMs: number,
  signal: AbortSignal,
): Promise<number> {
  const resumeMs = Math.max(0, ...run.opened.map(({ account }) => account.state.atMs ?? 0));
  let untilMs = resumeMs > 0 ? resumeMs : null;
  let lastMs = resumeMs;
  for await (const step of past.steps(Math.max(0, resumeMs - spanMs), signal)) {
    untilMs ??= step.closeMs + spanMs;
    if (step.closeMs > untilMs) break;
    await warmStep(step, run.running);
    history.push(step);
    lastMs = step.closeMs;
  }
  return lastMs;
}

/** Before a bar: what waits is adopted by slots that are flat, and what is active is verified once more. */
async function beforeBar(running: RunningAccount, deps: RunDeps, history: History): Promise<void> {
  const waiting = new Set<string>();
  const { account } = running;
  const standing = takeStanding(account, deps);
  for (const { rules } of running.slots) {
    const { slot, approvalSha256 } = rules;
    const kept = adoptOrKeep(account, deps, slot, standing);
    noteTrust(account, slot, kept);
    if (!kept.ok) continue;
    const { plugin, waits } = kept.value;
    if (waits) waiting.add(slot);
    if (plugin !== null && plugin.approvalSha256 !== approvalSha256) {
      await reopen(running, plugin, deps, history);
    }
  }
  running.waiting = waiting;
}

/** Puts a newly adopted strategy in the slot's place, its windows filled; one whose cell does not start is in quarantine. */
async function reopen(
  running: RunningAccount,
  plugin: VerifiedPlugin,
  deps: RunDeps,
  history: History,
): Promise<void> {
  const { account } = running;
  const opened = await openSlot(plugin, deps, "wall", account.state.atMs ?? 0);
  if (!opened.ok) {
    recordOpened(account, plugin, opened.refusal);
    return;
  }
  const { slot: reopened, refusal } = opened.value;
  recordOpened(account, plugin, refusal);
  for (const step of history.all()) reopened.evaluator.warm(step);
  const before = running.slots;
  running.slots = before.map((slot) => (slot.rules.slot === plugin.slot ? reopened : slot));
  for (const { rules, evaluator } of before)
    if (rules.slot === plugin.slot) await evaluator.close();
}
