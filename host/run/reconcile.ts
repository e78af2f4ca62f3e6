/**
 * Makes our state agree with the venue's: the position we think we have is the one that is there, and it is protected.
 *
 * What cannot be explained is quarantined: protected, and no entries until a person has looked. Nothing here waits for
 * a gate: exits outrank them.
 */
import type { JournalBody } from "../contract/journal.ts";
import { e8, formatE8, type E8 } from "../kernel/e8.ts";
import { levelsOf } from "../kernel/levels.ts";
import type { Protection } from "../kernel/order.ts";
import { closeOrder, type Moment, type SlotRules } from "../kernel/step.ts";
import type { OpenPosition } from "../kernel/slot-state.ts";
import { timeframeMs } from "../kernel/timeframe.ts";
import { tradeOf } from "../kernel/trade.ts";
import type { VenuePosition } from "../ports.ts";
import { record, stateOf, type Account } from "./account.ts";
import { execute } from "./execute.ts";

export interface Reconcile {
  readonly account: Account;
  readonly slot: SlotRules;
  readonly moment: Pick<Moment, "bar" | "atMs" | "closeE8">;
}

/** Compares, protects and, where it cannot explain, quarantines. A venue that does not answer throws: unknown is not flat. */
export async function reconcileSlot(work: Reconcile): Promise<void> {
  const { account, slot } = work;
  const found = await account.venue.position(slot.rules.id);
  const { position } = stateOf(account, slot.slot);
  if (position === null) {
    if (found !== null) await adoptStranger(work, found);
    return;
  }
  if (found === null) {
    vanished(work, position);
    return;
  }
  if (found.side !== position.side || found.quantityE8 !== position.quantityE8) {
    const there = `${found.side} ${formatE8(found.quantityE8)}`;
    const ours = `${position.side} ${formatE8(position.quantityE8)}`;
    quarantine(
      work,
      "position_unexplained",
      `the venue holds ${there}, the journal explains ${ours}`,
    );
  }
  await ensureProtection(work, position, found);
}

/** Once per cause: a slot that is in quarantine stays there, and the journal does not fill with repetitions. */
export function quarantine(
  { account, slot, moment }: Reconcile,
  code: string,
  message: string,
): void {
  if (stateOf(account, slot.slot).quarantined !== null) return;
  record(account, { kind: "quarantined", ...placeOf(slot, moment.atMs), body: { code, message } });
}

function placeOf(slot: SlotRules, atMs: number) {
  return { at: atMs, slot: slot.slot, instrument: slot.rules.id };
}

/** A position nobody here opened: protect it at the distance a person signed for this slot, and stop. */
async function adoptStranger(work: Reconcile, found: VenuePosition): Promise<void> {
  const { slot } = work;
  quarantine(
    work,
    "position_unexplained",
    `the venue holds ${found.side} ${formatE8(found.quantityE8)}, the journal explains none`,
  );
  if (found.protection.stopLossE8 !== null) return;
  const { stopLossPct, takeProfitPct, trigger } = slot.approval.risk;
  const levels = levelsOf({
    side: found.side,
    referencePriceE8: work.moment.closeE8,
    takeProfitPctE8: e8(takeProfitPct.default),
    stopLossPctE8: e8(stopLossPct.default),
    tickE8: slot.rules.tickE8,
  });
  const set = await setAndReadBack(work, { ...levels, trigger });
  note(work, set ? "replaced" : "missing", levels);
}

/** The venue is flat without a fill that says so: somebody's hand, or a liquidation whose event never came. */
function vanished(work: Reconcile, position: OpenPosition): void {
  const { account, slot, moment } = work;
  quarantine(work, "position_unexplained", "the position is gone and no fill explains it");
  const lengthMs = timeframeMs(slot.approval.timeframe);
  const entryBar = Math.floor(position.entryMs / lengthMs);
  const incomplete = { ...position, costsComplete: false };
  const closing = {
    priceE8: moment.closeE8,
    bar: moment.bar,
    entryBar,
    reason: "operator" as const,
    walletE8: 0n,
  };
  const trade = tradeOf(incomplete, closing);
  const equityE8 = account.state.book.equityE8 + BigInt(trade.grossE8);
  record(account, {
    kind: "trade",
    ...placeOf(slot, moment.atMs),
    body: { ...trade, equityE8: equityE8.toString() },
  });
}

/** Protection is read back, not believed. Absent: place again → tighten → close. */
async function ensureProtection(
  work: Reconcile,
  position: OpenPosition,
  found: VenuePosition,
): Promise<void> {
  const wanted: Wanted = { ...levelsAt(position), trigger: position.exitPlan.trigger };
  if (rests(found.protection, wanted)) {
    if (!position.protected) note(work, "confirmed", wanted);
    return;
  }
  note(work, "missing", wanted);
  if (await setAndReadBack(work, wanted)) {
    note(work, "replaced", wanted);
    return;
  }
  const tighter = {
    ...wanted,
    stopLossE8: halfWay(wanted.stopLossE8, work.moment.closeE8, work.slot.rules.tickE8),
  };
  if (await setAndReadBack(work, tighter)) {
    note(work, "tightened", tighter);
    return;
  }
  await closeUnprotected(work, position);
}

interface Wanted extends Protection {
  readonly takeProfitE8: E8;
  readonly stopLossE8: E8;
}

function rests(there: Protection, wanted: Wanted): boolean {
  return there.stopLossE8 === wanted.stopLossE8 && there.takeProfitE8 === wanted.takeProfitE8;
}

async function setAndReadBack({ account, slot }: Reconcile, wanted: Wanted): Promise<boolean> {
  account.journal.flush();
  await account.venue.setProtection(slot.rules.id, wanted);
  const after = await account.venue.position(slot.rules.id);
  return after === null || rests(after.protection, wanted);
}

/** Between the stop and the price, on the tick grid: nearer is never a wider loss than was approved. */
function halfWay(stopE8: E8, closeE8: E8, tickE8: E8): E8 {
  return ((stopE8 + closeE8) / 2n / tickE8) * tickE8;
}

function note(
  { account, slot, moment }: Reconcile,
  state: JournalBody<"protection">["state"],
  levels: { readonly takeProfitE8: E8; readonly stopLossE8: E8 },
): void {
  const body = {
    state,
    takeProfitE8: levels.takeProfitE8.toString(),
    stopLossE8: levels.stopLossE8.toString(),
  };
  record(account, { kind: "protection", ...placeOf(slot, moment.atMs), body });
}

async function closeUnprotected(work: Reconcile, position: OpenPosition): Promise<void> {
  const { account, slot, moment } = work;
  quarantine(
    work,
    "protection_lost",
    "the venue would not hold a stop for the position: it is closed",
  );
  if (stateOf(account, slot.slot).pending.some((order) => order.role === "exit")) return;
  const { entry, order } = closeOrder(work, position, "protection_lost");
  record(account, entry);
  await execute(account, [order], { slot: slot.slot, atMs: moment.atMs });
}

/**
 * Moves the native stop as the exit rules say.
 *
 * The move is journalled before the venue hears of it, so that a crash in between is found by `restoreProtection`. A
 * venue that refuses leaves the old stop: it is wider, but it is there.
 */
export async function moveStop(work: Reconcile, stopLossE8: E8): Promise<void> {
  const { position } = stateOf(work.account, work.slot.slot);
  if (position === null) return;
  const { takeProfitE8, exitPlan } = position;
  note(work, "moved", { takeProfitE8, stopLossE8 });
  work.account.journal.flush();
  const outcome = await work.account.venue.setProtection(work.slot.rules.id, {
    takeProfitE8,
    stopLossE8,
    trigger: exitPlan.trigger,
  });
  if (outcome.status === "rejected") note(work, "replaced", levelsAt(position));
}

/** After a restart: what the journal says rests at the venue is put there if it is not. Returns whether it was missing. */
export async function restoreProtection(work: Reconcile): Promise<boolean> {
  const { position } = stateOf(work.account, work.slot.slot);
  const found = await work.account.venue.position(work.slot.rules.id);
  if (position === null || found === null) return false;
  const wanted = { ...levelsAt(position), trigger: position.exitPlan.trigger };
  if (rests(found.protection, wanted)) return false;
  await work.account.venue.setProtection(work.slot.rules.id, wanted);
  return true;
}

function levelsAt(position: OpenPosition): { readonly takeProfitE8: E8; readonly stopLossE8: E8 } {
  return { takeProfitE8: position.takeProfitE8, stopLossE8: position.stopLossE8 };
}
