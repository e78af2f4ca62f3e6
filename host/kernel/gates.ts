/**
 * The risk gates, and the only maker of an approved order.
 *
 * Trusts the shapes of its input and nothing they say. Order matters: gates that need only the state of the account
 * come before those that need prices, and those before the ones that need a size. The first refusal wins. Exits pass
 * no gate: what closes risk is never blocked.
 */
import type { ExitPlan } from "../contract/journal.ts";
import type { Plan } from "../contract/plan.ts";
import { bookAt } from "./book.ts";
import { drawdownMultiplierE8 } from "./breakers.ts";
import { e8, e8OfNumber, mulDivFloor, ONE_E8 } from "./e8.ts";
import type { EntryInput, EntryRequest, Gate, ProtectedEntry, SizedEntry } from "./entry.ts";
import { armedGate } from "./gates/armed.ts";
import { blockedGate } from "./gates/blocked.ts";
import { carryGate } from "./gates/carry.ts";
import { clockGate } from "./gates/clock.ts";
import { dailyLossGate } from "./gates/daily-loss.ts";
import { drawdownGate } from "./gates/drawdown.ts";
import { entryRateGate } from "./gates/entry-rate.ts";
import { entryTypeGate } from "./gates/entry-type.ts";
import { flatGate } from "./gates/flat.ts";
import { instrumentKindGate } from "./gates/instrument-kind.ts";
import { liquidationGate } from "./gates/liquidation.ts";
import { lossStreakGate } from "./gates/loss-streak.ts";
import { pairGate } from "./gates/pair.ts";
import { positionNotionalGate } from "./gates/position-notional.ts";
import { positionsGate } from "./gates/positions.ts";
import { priceBandGate } from "./gates/price-band.ts";
import { protectionGate } from "./gates/protection.ts";
import { quarantineGate } from "./gates/quarantine.ts";
import { rewardRiskGate } from "./gates/reward-risk.ts";
import { sideGate } from "./gates/side.ts";
import { slotNotionalGate } from "./gates/slot-notional.ts";
import { stopDistanceGate } from "./gates/stop-distance.ts";
import { strengthGate } from "./gates/strength.ts";
import { targetDistanceGate } from "./gates/target-distance.ts";
import { timelyGate } from "./gates/timely.ts";
import { totalNotionalGate } from "./gates/total-notional.ts";
import { leverageOf } from "./leverage.ts";
import { levelsOf } from "./levels.ts";
import { effectiveLimits } from "./limits.ts";
import type { OrderRequest } from "./order.ts";
import { entryOrderOf, exitPlanOf, intendedOrderOf, planOf } from "./plan.ts";
import { protectionPctOf } from "./protection.ts";
import { assert, ok, type Refused, type Result } from "./result.ts";
import { effectiveBankroll, marginBudgetE8, sizeEntry } from "./sizing.ts";
import type { PendingOrder } from "./slot-state.ts";

declare const approved: unique symbol;
/** A value that passed the gates. The symbol is not exported: nothing else can make one without saying so. */
export type Approved<T> = T & { readonly [approved]: true };

/** May this slot enter at all, now? */
export const ACCOUNT_GATES: readonly Gate<EntryRequest>[] = [
  armedGate,
  quarantineGate,
  blockedGate,
  entryTypeGate,
  instrumentKindGate,
  pairGate,
  flatGate,
  clockGate,
  timelyGate,
  carryGate,
  lossStreakGate,
  dailyLossGate,
  drawdownGate,
  entryRateGate,
  positionsGate,
  sideGate,
  strengthGate,
  priceBandGate,
];

/** Is the protection there, and worth having? */
export const PROTECTION_GATES: readonly Gate<ProtectedEntry>[] = [
  protectionGate,
  targetDistanceGate,
  stopDistanceGate,
  rewardRiskGate,
];

/** Is it small enough? */
export const SIZE_GATES: readonly Gate<SizedEntry>[] = [
  slotNotionalGate,
  positionNotionalGate,
  totalNotionalGate,
  liquidationGate,
];

/** An entry that may be journalled as an intent and then placed. */
export interface ApprovedEntry {
  readonly plan: Approved<Plan>;
  readonly order: Approved<OrderRequest>;
  /** Journalled with the entry; governs the position until flat. */
  readonly exitPlan: ExitPlan;
}

/**
 * Decides on one entry: gates, protection, leverage, size, gates again.
 *
 * @returns The order with its protection attached, or the first refusal: its code, and the number and the limit that
 *   decided. The same input always gives the same answer, and the input is never changed.
 */
export function approveEntry(input: EntryInput): Result<ApprovedEntry> {
  const request = requestOf(input);
  const refusedByAccount = firstRefusal(ACCOUNT_GATES, request);
  if (refusedByAccount !== null) return refusedByAccount;

  const guarded = protect(request);
  if (!guarded.ok) return guarded;
  const refusedByProtection = firstRefusal(PROTECTION_GATES, guarded.value);
  if (refusedByProtection !== null) return refusedByProtection;

  const sized = size(guarded.value);
  if (!sized.ok) return sized;
  const refusedBySize = firstRefusal(SIZE_GATES, sized.value);
  if (refusedBySize !== null) return refusedBySize;

  return ok(approvedEntryOf(sized.value));
}

/** Lets an order that only reduces a position pass without a gate: exits outrank every limit. */
export function approveExit(order: OrderRequest): Approved<OrderRequest> {
  assert(order.reduceOnly, "an exit is reduce-only");
  assert(order.protection === null, "an exit carries no protection of its own");
  assert(order.quantityE8 > 0n, "an exit has a quantity");
  return approve(order);
}

/**
 * The order of an intent that is in the journal, to be sent again with the same id and the same bytes.
 *
 * The journal is the proof that it passed the gates: judging again could change the body under the same id.
 */
export function reapprove(intent: PendingOrder, instrument: string): Approved<OrderRequest> {
  return approve(intendedOrderOf(intent, instrument));
}

/** Frozen, so that what was approved is what is sent. */
function approve<T extends object>(value: T): Approved<T> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one maker of the brand, reached only after the gates
  return Object.freeze(value) as Approved<T>;
}

function firstRefusal<Entry>(gates: readonly Gate<Entry>[], entry: Entry): Refused | null {
  for (const gate of gates) {
    const refused = gate(entry);
    if (refused !== null) return refused;
  }
  return null;
}

function requestOf(input: EntryInput): EntryRequest {
  assert(input.referencePriceE8 > 0n, "the reference price is positive");
  const { account, slot, nowMs } = input;
  const place = { account, slot, instrument: input.rules.id, nowMs };
  return {
    ...input,
    book: bookAt(input.book, nowMs),
    effective: effectiveLimits(input.limits, input.overlays, place),
    strengthE8: e8OfNumber(input.signal.strength ?? 1),
  };
}

function protect(request: EntryRequest): Result<ProtectedEntry> {
  const pct = protectionPctOf(request.signal, request.envelope);
  if (!pct.ok) return pct;
  const levels = levelsOf({
    side: request.signal.side,
    referencePriceE8: request.referencePriceE8,
    ...pct.value,
    tickE8: request.rules.tickE8,
  });
  return ok({ ...request, ...pct.value, levels });
}

function size(entry: ProtectedEntry): Result<SizedEntry> {
  const { limits, effective, rules } = entry;
  const bankroll = effectiveBankroll(entry.bankrollSettingE8, entry.equityE8);
  if (!bankroll.ok) return bankroll;
  const drawdownE8 = drawdownMultiplierE8(entry.book, limits, entry.unrealisedE8);
  const budget = {
    bankrollE8: bankroll.value,
    marginFractionPctE8: limits.marginFractionPctE8,
    strengthE8: entry.strengthE8,
    sizeMultiplierE8: mulDivFloor(effective.sizeMultiplierE8, drawdownE8, ONE_E8),
  };
  const leverage = leverageOf({
    approvalMaxE8: e8(entry.envelope.leverageMax),
    limitMaxE8: effective.leverageMaxE8,
    marginE8: marginBudgetE8(budget),
    rules,
  });
  if (!leverage.ok) return leverage;
  const { leverageE8, tier } = leverage.value;
  const sized = sizeEntry({ ...budget, leverageE8, priceE8: entry.referencePriceE8, rules });
  if (!sized.ok) return sized;
  return ok({ ...entry, bankrollE8: bankroll.value, leverageE8, tier, size: sized.value });
}

function approvedEntryOf(entry: SizedEntry): ApprovedEntry {
  assert(entry.leverageE8 <= entry.effective.leverageMaxE8, "leverage is within its limit");
  return {
    plan: approve(planOf(entry)),
    order: approve(entryOrderOf(entry)),
    exitPlan: exitPlanOf(entry),
  };
}
