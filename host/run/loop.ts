/** Drives accounts through the steps of a feed, at full speed or as they come. */
import type { FeedStep } from "../ports.ts";
import { stateOf, type Account } from "./account.ts";
import { isCompromised } from "./compromised.ts";
import { tickAccount, type Instant, type RunningSlot } from "./tick.ts";
import type { Turns } from "./turns.ts";

export interface RunningAccount {
  readonly account: Account;
  /** Replaced when a slot adopts. */
  slots: readonly RunningSlot[];
  /** Slots for which a new strategy waits until they are flat. */
  waiting: ReadonlySet<string>;
}

export interface LoopHooks {
  /** Before a step is shown to anybody; real time only: adoption, trust, overlays. */
  beforeStep(step: FeedStep): Promise<void>;
  /** After all accounts have handled a step. */
  afterStep(step: FeedStep): void;
}

export interface LoopWork {
  readonly accounts: readonly RunningAccount[];
  readonly turns: Turns;
  readonly hooks: LoopHooks;
  readonly signal: AbortSignal;
}

/** Two chunks are in work: one is decided while the cells evaluate the next. */
const CHUNK_STEPS = 64;

/**
 * Runs through recorded or simulated steps as fast as they can be decided.
 *
 * A stop takes effect between two steps; what was ahead is thrown away and nothing of it is in the journal.
 */
export async function runFull(steps: AsyncIterable<FeedStep>, work: LoopWork): Promise<void> {
  const source = steps[Symbol.asyncIterator]();
  try {
    let ahead = await readAndOffer(source, work);
    while (ahead.length > 0 && !work.signal.aborted) {
      const current = ahead;
      ahead = await readAndOffer(source, work);
      for (const step of current) {
        if (work.signal.aborted) return;
        await work.turns.take(() => tickAll(step, 0, work));
        work.hooks.afterStep(step);
        if (allDiffer(work)) return;
      }
    }
  } finally {
    await source.return?.();
  }
}

/**
 * Slots whose resident answer was not the answer of a fresh isolate. What such a one measured so far may be of a
 * strategy that remembers, so the run is refused when it ends (decision C6); the others keep their decisions.
 */
export function differingSlots({ accounts }: Pick<LoopWork, "accounts">): readonly string[] {
  return accounts.flatMap(({ account, slots }) =>
    slots
      .map(({ rules }) => rules.slot)
      .filter((slot) => stateOf(account, slot).quarantined?.code === "cell_answers_differ"),
  );
}

/** Nobody is left whose decisions could count. */
function allDiffer(work: LoopWork): boolean {
  const differing = differingSlots(work).length;
  return differing > 0 && differing === work.accounts.flatMap(({ slots }) => slots).length;
}

async function readAndOffer(source: AsyncIterator<FeedStep>, work: LoopWork): Promise<FeedStep[]> {
  const chunk: FeedStep[] = [];
  while (chunk.length < CHUNK_STEPS) {
    const next = await source.next();
    if (next.done === true) break;
    chunk.push(next.value);
  }
  offer(chunk, work);
  return chunk;
}

function offer(steps: readonly FeedStep[], { accounts }: LoopWork): void {
  for (const { account, slots } of accounts) {
    for (const { rules, evaluator } of slots) {
      const { quarantined } = stateOf(account, rules.slot);
      evaluator.listen(quarantined === null && !isCompromised(account, rules.slot));
      evaluator.offer(steps);
    }
  }
}

/** Runs in real time: each step is decided when it comes, late by what the clock says. */
export async function runWall(
  steps: AsyncIterable<FeedStep>,
  work: LoopWork,
  nowMs: () => number,
): Promise<void> {
  for await (const step of steps) {
    if (work.signal.aborted) return;
    const receivedMs = nowMs();
    await work.turns.take(async () => {
      await work.hooks.beforeStep(step);
      offer([step], work);
      await tickTogether(step, () => Math.max(0, nowMs() - receivedMs), work);
      for (const { account } of work.accounts) account.journal.flush();
    });
    work.hooks.afterStep(step);
  }
}

/** In journal order: one account after another, so that a run over the same data writes the same entries. */
async function tickAll(
  step: FeedStep,
  decisionDelayMs: number,
  { accounts }: LoopWork,
): Promise<void> {
  for (const running of accounts) await tickRunning(running, step, decisionDelayMs, "in_order");
}

/** In real time nobody waits for another: accounts at once, and within one the slot that has decided first. */
async function tickTogether(
  step: FeedStep,
  decisionDelayMs: () => number,
  { accounts }: LoopWork,
): Promise<void> {
  await Promise.all(
    accounts.map((running) => tickRunning(running, step, decisionDelayMs, "as_ready")),
  );
}

async function tickRunning(
  { account, slots, waiting }: RunningAccount,
  step: FeedStep,
  decisionDelayMs: number | (() => number),
  order: Instant["order"],
): Promise<void> {
  const pointerPending = (slot: string): boolean => waiting.has(slot);
  const delayMs = typeof decisionDelayMs === "number" ? () => decisionDelayMs : decisionDelayMs;
  await tickAccount(account, slots, { step, decisionDelayMs: delayMs, pointerPending, order });
}
