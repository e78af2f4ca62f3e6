/** One account at one instant: the venue moves, bars are journalled, then each slot decides for itself. */
import { seriesKey, unrealisedE8Of } from "../kernel/account-state.ts";
import { breakersDue } from "../kernel/breakers.ts";
import { e8OfNumber, minE8 } from "../kernel/e8.ts";
import { Fault } from "../kernel/result.ts";
import type { Moment, SlotRules } from "../kernel/step.ts";
import { timeframeMs } from "../kernel/timeframe.ts";
import type { FeedBar, FeedStep, Subscription } from "../ports.ts";
import { record, stateOf, type Account } from "./account.ts";
import type { Evaluated, Evaluator } from "./evaluator.ts";
import { recoverAccount } from "./recover.ts";
import { recordUnevaluated, tickSlot } from "./slot-tick.ts";
import { drainVenueEvents, type OwnerOf } from "./venue-events.ts";

/** A slot that has a verified strategy. */
export interface RunningSlot {
  readonly rules: SlotRules;
  readonly evaluator: Evaluator;
}

export interface Instant {
  readonly step: FeedStep;
  /** How long after the close the step is handled; 0 in runs faster than real time. */
  readonly decisionDelayMs: () => number;
  /** `in_order`: slot by slot, the same every time. `as_ready`: nobody waits for a slot whose plugin is slow. */
  readonly order: "in_order" | "as_ready";
  readonly pointerPending: (slot: string) => boolean;
}

/** Entries in memory before a flush that nothing else asked for: a crash repeats at most so much work. */
const UNFLUSHED_MAX = 512;

export async function tickAccount(
  account: Account,
  slots: readonly RunningSlot[],
  instant: Instant,
): Promise<void> {
  const { step } = instant;
  const { atMs } = account.state;
  if (atMs !== null && step.closeMs < atMs) return; // another account of the process is behind, not this one
  if (!account.recovered) await recoverAtStep(account, slots, step);
  const silent = await showBars(account, slots, step);
  if (silent !== null) return await missBars(account, slots, instant, silent);
  for (const body of breakersDue(account.state.book, account.limits, step.closeMs)) {
    record(account, { kind: "breaker", at: step.closeMs, slot: null, instrument: null, body });
  }
  await tickSlots(account, slots, instant);
  flushOften(account);
}

/**
 * What the bars of an instant bring before anybody decides. Shown twice they bring nothing more.
 *
 * @returns null; or the venue's fault when it did not tell what happened: then nobody may decide on these bars.
 */
export async function showBars(
  account: Account,
  slots: readonly RunningSlot[],
  step: FeedStep,
): Promise<Fault | null> {
  await account.venue.onBars(step);
  recordBars(account, slots, step);
  try {
    await drainVenueEvents(account, ownersOf(slots), step.closeMs);
    return null;
  } catch (error) {
    if (!isVenueFault(error)) throw error;
    return error;
  }
}

/** Not known is not flat: the bars pass undecided, and the next ones catch up on exits. */
async function missBars(
  account: Account,
  slots: readonly RunningSlot[],
  { step }: Instant,
  { code, message }: Fault,
): Promise<void> {
  const place = { at: step.closeMs, slot: null, instrument: null };
  record(account, { kind: "fault", ...place, body: { code, message, bar: null } });
  for (const { slot, bar, answer } of dueAt(slots, step)) {
    await answer;
    const { slot: id, rules, approval } = slot.rules;
    const body = { timeframe: approval.timeframe, from: bar.bar, to: bar.bar, why: code };
    const at = { at: step.closeMs, slot: id, instrument: rules.id };
    record(account, { kind: "bar_missed", ...at, body });
  }
}

function dueAt(slots: readonly RunningSlot[], step: FeedStep) {
  return slots.flatMap((slot) => {
    const bar = step.bars.find((candidate) => isMain(candidate, slot.rules));
    return bar === undefined ? [] : [{ slot, bar, answer: slot.evaluator.take(bar.bar) }];
  });
}

async function tickSlots(
  account: Account,
  slots: readonly RunningSlot[],
  instant: Instant,
): Promise<void> {
  const due = dueAt(slots, instant.step);
  if (instant.order === "in_order") {
    for (const { slot, bar, answer } of due)
      await tickOne(account, slot, bar, await answer, instant);
    return;
  }
  const open = new Map(due.map((one) => [one.slot, one]));
  while (open.size > 0) {
    const first = await Promise.race(
      [...open.values()].map(async (one) => ({ ...one, evaluated: await one.answer })),
    );
    open.delete(first.slot);
    await tickOne(account, first.slot, first.bar, first.evaluated, instant);
  }
}

/** The venue is shown the newest journalled bar again, so that it has a mark, and only then asked. */
async function recoverAtStep(
  account: Account,
  slots: readonly RunningSlot[],
  step: FeedStep,
): Promise<void> {
  if (step.closeMs === account.state.atMs) await account.venue.onBars(step);
  await recoverAccount(
    account,
    slots.map(({ rules }) => rules),
    false,
  );
}

function isMain(bar: FeedBar, rules: SlotRules): boolean {
  return bar.instrument === rules.rules.id && bar.timeframe === rules.approval.timeframe;
}

function ownersOf(slots: readonly RunningSlot[]): OwnerOf {
  return (instrument) => {
    const owner = slots.find((slot) => slot.rules.rules.id === instrument);
    if (owner === undefined) return null;
    const { slot, approval } = owner.rules;
    const shown = slots.flatMap(({ rules }) => seriesOf(rules));
    const finest = shown
      .filter((series) => series.instrument === instrument)
      .map(({ timeframe }) => timeframe)
      .reduce((a, b) => (timeframeMs(b) < timeframeMs(a) ? b : a), approval.timeframe);
    return { slot, timeframe: approval.timeframe, finest };
  };
}

/** A slot that fails keeps its failure: the others' bars are not late, and its position stays under its stop. */
async function tickOne(
  account: Account,
  slot: RunningSlot,
  bar: FeedBar,
  evaluated: Evaluated | null,
  instant: Instant,
): Promise<void> {
  const { rules, evaluator } = slot;
  const decided = stateOf(account, rules.slot).decidedBar;
  // Decided before the crash: its orders were resolved at start-up.
  if (evaluated === null || (decided !== null && decided >= bar.bar)) return;
  const { slot: id, rules: instrument } = rules;
  try {
    const venueAhead = (await account.venue.timeMs()) > instant.step.closeMs;
    const moment = await momentOf(account, slot, { bar, evaluated, instant, venueAhead });
    recordUnevaluated(account, rules, evaluated, moment.atMs);
    await tickSlot({ account, slot: rules, moment, evaluator, evaluated, venueAhead });
  } catch (error) {
    if (!isVenueFault(error)) throw error;
    const body = { code: error.code, message: error.message, bar: bar.bar };
    record(account, {
      kind: "fault",
      at: instant.step.closeMs,
      slot: id,
      instrument: instrument.id,
      body,
    });
  }
}

/** The venue may fail and come back. A journal that cannot be written ends the process: nothing may act unrecorded. */
function isVenueFault(error: unknown): error is Fault {
  return error instanceof Fault && error.code.startsWith("venue_");
}

interface At {
  readonly bar: FeedBar;
  readonly evaluated: Evaluated;
  readonly instant: Instant;
  readonly venueAhead: boolean;
}

async function momentOf(account: Account, slot: RunningSlot, at: At): Promise<Moment> {
  const closeE8 = e8OfNumber(at.bar.candle.close);
  const { state, limits, bankrollE8 } = account;
  const unrealisedE8 = unrealisedE8Of(state);
  const ours = state.book.equityE8 + unrealisedE8;
  return {
    bar: at.bar.bar,
    atMs: at.instant.step.closeMs,
    closeE8,
    markE8: at.venueAhead ? closeE8 : await account.venue.markPrice(slot.rules.rules.id),
    barsSinceCarry: at.evaluated.window.barsSinceCarry,
    decisionDelayMs: at.instant.decisionDelayMs(),
    clockSkewMs: 0,
    armed: isArmed(account),
    book: state.book,
    bankrollE8,
    // The smaller of what the journal says and what the venue says; a venue that is ahead speaks of another instant.
    equityE8: at.venueAhead ? ours : minE8(ours, (await account.venue.account()).equityE8),
    unrealisedE8,
    limits,
    overlays: state.overlays,
    pointerPending: at.instant.pointerPending(slot.rules.slot),
  };
}

/** Judged at the newest trust time that the journal has: arming ends within the hour in which a floor is written. */
function isArmed({ state }: Account): boolean {
  const { armedUntilMs } = state.signed;
  return armedUntilMs !== null && (state.trustMs ?? 0) < armedUntilMs;
}

/** Each bar once per series, as received; a hole before it is named first. */
export function recordBars(account: Account, slots: readonly RunningSlot[], step: FeedStep): void {
  for (const arrived of step.bars) {
    if (!slots.some((slot) => reads(slot.rules, arrived))) continue;
    const { instrument, timeframe, bar, candle, availableAtMs } = arrived;
    const newest = account.state.bars.get(seriesKey(instrument, timeframe));
    if (newest !== undefined && bar <= newest) continue;
    const place = { at: step.closeMs, slot: null, instrument };
    if (newest !== undefined && bar > newest + 1) {
      record(account, {
        kind: "gap",
        ...place,
        body: { timeframe, from: newest + 1, to: bar - 1 },
      });
    }
    const { ts, open, high, low, close, volume, funding, oi } = candle;
    record(account, {
      kind: "bar",
      ...place,
      body: {
        timeframe,
        bar,
        row: [ts, open, high, low, close, volume, funding, oi],
        carry: false,
        revision: 0,
        availableAt: availableAtMs,
      },
    });
  }
}

function reads(rules: SlotRules, bar: FeedBar): boolean {
  return seriesOf(rules).some(
    ({ instrument, timeframe }) => instrument === bar.instrument && timeframe === bar.timeframe,
  );
}

/** What a slot is shown: its own series first. */
function seriesOf({ rules, approval, manifest }: SlotRules): readonly Subscription[] {
  const inputs = Object.values(manifest.inputs).map((input) => ({
    instrument: input.pair ?? rules.id,
    timeframe: input.timeframe ?? approval.timeframe,
  }));
  return [{ instrument: rules.id, timeframe: approval.timeframe }, ...inputs];
}

const flushedAt = new WeakMap<Account, number>();

function flushOften(account: Account): void {
  const { seq } = account.journal.head();
  if (seq - (flushedAt.get(account) ?? -1) < UNFLUSHED_MAX) return;
  account.journal.flush();
  flushedAt.set(account, seq);
}
