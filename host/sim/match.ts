import type { InstrumentRules } from "../kernel/instrument.ts";
import { oppositeSide } from "../kernel/order.ts";
import { assert } from "../kernel/result.ts";
import { instrumentOf, withInstrument, type SimAccount, type SimOrder } from "./account.ts";
import type { SimBar } from "./bar.ts";
import { marketPriceE8, type Costs } from "./costs.ts";
import type { SimEvent } from "./events.ts";
import { exitInBar, liquidationAtOpen, type ExitInBar } from "./exit-in-bar.ts";
import { checkEntryAtFill, enter, reduce, settle, type Change } from "./fill.ts";
import { fundingE8Of, settlementsBetween } from "./funding.ts";

export interface Matched {
  readonly account: SimAccount;
  /** In the order in which they happened; empty when only the mark moved. */
  readonly events: readonly SimEvent[];
  /** Take-profit and stop (or liquidation) both lay inside the bar: a fill names the alternative. */
  readonly ambiguous: boolean;
}

/** One bar on its way through the steps below; nothing outside `matchBar` sees it change. */
interface Matching {
  account: SimAccount;
  readonly events: SimEvent[];
  readonly bar: SimBar;
  readonly rules: InstrumentRules;
  readonly costs: Costs;
  /** An order with protection filled at this open. */
  fresh: boolean;
}

/**
 * Applies one closed bar: what an exchange would have done with this account while the bar lasted.
 *
 * In this order: settlements up to the open, liquidation by a gap, waiting market orders at the open, then inside the
 * bar the nearest of liquidation and stop before take-profit. Same arguments, same answer.
 *
 * @param bar - A bar that opens before the newest one closed has been seen, or overlaps one of a finer timeframe: it
 *   changes nothing.
 */
export function matchBar(
  account: SimAccount,
  bar: SimBar,
  rules: InstrumentRules,
  costs: Costs,
): Matched {
  const before = instrumentOf(account, bar.instrument);
  if (bar.openMs < before.clockMs) return { account, events: [], ambiguous: false };
  const matching: Matching = { account, events: [], bar, rules, costs, fresh: false };
  if (before.position !== null || before.pending.length > 0) liveThrough(matching, before.clockMs);
  const seen = { markE8: bar.closeE8, clockMs: bar.closeMs };
  return {
    account: withInstrument(matching.account, bar.instrument, seen),
    events: matching.events,
    ambiguous: matching.events.some((event) => event.kind === "fill" && event.alternative !== null),
  };
}

function liveThrough(matching: Matching, sinceMs: number): void {
  const { bar, rules } = matching;
  const settlements = settlementsOf(bar, rules, sinceMs);
  for (const { atMs, rate } of settlements) if (atMs <= bar.openMs) fund(matching, atMs, rate);
  close(matching, liquidationAtOpen);
  fillWaiting(matching);
  const exit = exitOf(matching, exitInBar);
  for (const { atMs, rate } of settlements) {
    if (atMs > bar.openMs) fund(matching, atMs, rate, exit);
  }
  close(matching, () => exit);
}

interface Settlement {
  readonly atMs: number;
  readonly rate: number | null;
}

/** A bar carries one rate, the last one settled: of several settlements in it the earlier ones are not known. */
function settlementsOf(bar: SimBar, rules: InstrumentRules, sinceMs: number): Settlement[] {
  const fromMs = sinceMs === 0 ? bar.openMs : sinceMs;
  const instants = settlementsBetween(fromMs, bar.closeMs, rules.fundingIntervalMin);
  const newest = instants.at(-1);
  return instants.map((atMs) => ({
    atMs,
    rate: atMs === newest && atMs >= bar.openMs ? bar.fundingRate : null,
  }));
}

/** Settles one instant on the position of this moment. Inside a bar that closes the position nothing is received. */
function fund(
  matching: Matching,
  atMs: number,
  rate: number | null,
  exit: ExitInBar | null = null,
): void {
  const { instrument, openE8 } = matching.bar;
  const { position } = instrumentOf(matching.account, instrument);
  if (position === null) return;
  const amountE8 = fundingE8Of(position, openE8, rate);
  if (exit !== null && amountE8 > 0n) return;
  matching.account = settle(matching.account, instrument, position, amountE8);
  matching.events.push({ kind: "funding", atMs, instrument, rate, amountE8 });
}

function exitOf(matching: Matching, decide: typeof exitInBar): ExitInBar | null {
  const { bar, rules, costs, fresh } = matching;
  const { position } = instrumentOf(matching.account, bar.instrument);
  return position === null ? null : decide({ position, bar, rules, costs, fresh });
}

function close(matching: Matching, decide: typeof exitInBar): void {
  const { bar, costs } = matching;
  const exit = exitOf(matching, decide);
  const { position } = instrumentOf(matching.account, bar.instrument);
  if (exit === null || position === null) return;
  const reduction = { ...exit, clientOrderId: null, quantityE8: position.quantityE8 };
  record(matching, reduce(matching.account, bar.instrument, position, reduction, costs));
}

function record(matching: Matching, { account, fill }: Change): void {
  matching.account = account;
  matching.events.push(fill);
}

/** Waiting orders fill at the open in the order in which they were taken. */
function fillWaiting(matching: Matching): void {
  const { instrument } = matching.bar;
  const { pending } = instrumentOf(matching.account, instrument);
  matching.account = withInstrument(matching.account, instrument, { pending: [] });
  for (const order of pending) {
    if (order.reduceOnly) fillExit(matching, order);
    else fillEntry(matching, order);
  }
}

function fillEntry(matching: Matching, order: SimOrder): void {
  const { bar, rules, costs } = matching;
  const priceE8 = marketPriceE8(order.side, bar.openE8, costs, rules.tickE8);
  const { instrument, openMs: atMs } = bar;
  const entry = { instrument, order, priceE8, atMs, rules, costs };
  const refused = checkEntryAtFill(matching.account, entry);
  if (refused !== null) return cancel(matching, order, refused.refusal.code);
  if (order.protection !== null) matching.fresh = true;
  record(matching, enter(matching.account, entry));
}

function fillExit(matching: Matching, order: SimOrder): void {
  const { bar, rules, costs } = matching;
  const { position } = instrumentOf(matching.account, bar.instrument);
  if (position === null) return cancel(matching, order, "reduce_only_flat");
  assert(position.side !== order.side, "an exit meets the position it was taken for, or none");
  const { clientOrderId, quantityE8 } = order;
  const reduction = {
    clientOrderId,
    role: "exit" as const,
    quantityE8,
    priceE8: marketPriceE8(oppositeSide(position.side), bar.openE8, costs, rules.tickE8),
    atMs: bar.openMs,
    alternative: null,
  };
  record(matching, reduce(matching.account, bar.instrument, position, reduction, costs));
}

function cancel(matching: Matching, { clientOrderId }: SimOrder, code: string): void {
  const { instrument, openMs: atMs } = matching.bar;
  matching.events.push({ kind: "order_cancelled", atMs, instrument, clientOrderId, code });
}
