/** How fills and settlements change an account. The caller decides that they happen and at which price. */
import { minE8, mulDivCeil, mulDivFloor, type E8 } from "../kernel/e8.ts";
import type { InstrumentRules } from "../kernel/instrument.ts";
import { oppositeSide } from "../kernel/order.ts";
import { assert, type Refused } from "../kernel/result.ts";
import { checkMargin, checkTier } from "./accept.ts";
import {
  freeE8Of,
  gainE8Of,
  instrumentOf,
  UNPROTECTED,
  withInstrument,
  type SimAccount,
  type SimOrder,
  type SimPosition,
} from "./account.ts";
import { takerFeeE8, type Costs } from "./costs.ts";
import type { SimFill } from "./events.ts";
import { entryNeed } from "./margin.ts";

export interface Change {
  readonly account: SimAccount;
  readonly fill: SimFill;
}

export interface EntryFill {
  readonly instrument: string;
  readonly order: SimOrder;
  readonly priceE8: E8;
  readonly atMs: number;
  readonly rules: InstrumentRules;
  readonly costs: Costs;
}

/** Whether an entry that was taken can still fill at this price. Refusals: order_…_tier, margin_insufficient. */
export function checkEntryAtFill(account: SimAccount, entry: EntryFill): Refused | null {
  const { order, priceE8, rules, costs } = entry;
  const { position } = instrumentOf(account, entry.instrument);
  const quantityE8 = order.quantityE8 + (position?.quantityE8 ?? 0n);
  return (
    checkTier(quantityE8, priceE8, order.leverageE8, rules) ??
    checkMargin(entryNeed(order, priceE8, costs).totalE8, freeE8Of(account))
  );
}

/** Opens a position or adds to one of the same side. Attached protection covers the whole position. */
export function enter(account: SimAccount, entry: EntryFill): Change {
  const { instrument, order, priceE8, costs } = entry;
  const { position } = instrumentOf(account, instrument);
  const feeE8 = takerFeeE8(order.quantityE8, priceE8, costs);
  const { marginE8 } = entryNeed(order, priceE8, costs);
  const added: SimPosition = {
    side: order.side,
    quantityE8: order.quantityE8,
    entryPriceE8: priceE8,
    leverageE8: order.leverageE8,
    marginE8,
    protection: order.protection ?? position?.protection ?? UNPROTECTED,
  };
  const next = position === null ? added : joined(position, added);
  const paid = { ...account, walletE8: account.walletE8 - feeE8 };
  return {
    account: withInstrument(paid, instrument, { position: next }),
    fill: {
      kind: "fill",
      atMs: entry.atMs,
      instrument,
      clientOrderId: order.clientOrderId,
      role: "entry",
      side: order.side,
      quantityE8: order.quantityE8,
      priceE8,
      feeE8,
      alternative: null,
    },
  };
}

/** Average entry price by quantity, rounded against the trader. */
function joined(held: SimPosition, added: SimPosition): SimPosition {
  // Orders are taken against what waiting ones will have made of the position; a cancelled one only leaves less of it.
  assert(held.side === added.side, "an entry never meets a position of the other side");
  const quantityE8 = held.quantityE8 + added.quantityE8;
  const costE8 = held.quantityE8 * held.entryPriceE8 + added.quantityE8 * added.entryPriceE8;
  const average = held.side === "Buy" ? mulDivCeil : mulDivFloor;
  return {
    ...added,
    quantityE8,
    entryPriceE8: average(costE8, 1n, quantityE8),
    marginE8: held.marginE8 + added.marginE8,
  };
}

export interface Reduction extends Pick<
  SimFill,
  "clientOrderId" | "role" | "priceE8" | "atMs" | "alternative"
> {
  readonly quantityE8: E8;
}

/** Closes at most the whole position: more quantity than is held is cut, so the position never turns. */
export function reduce(
  account: SimAccount,
  instrument: string,
  position: SimPosition,
  reduction: Reduction,
  costs: Costs,
): Change {
  const quantityE8 = minE8(reduction.quantityE8, position.quantityE8);
  const { priceE8 } = reduction;
  const feeE8 = takerFeeE8(quantityE8, priceE8, costs);
  const walletE8 = account.walletE8 + gainE8Of(position, quantityE8, priceE8) - feeE8;
  const paid = { ...account, walletE8 };
  return {
    account: withInstrument(paid, instrument, { position: rest(position, quantityE8) }),
    fill: {
      kind: "fill",
      instrument,
      side: oppositeSide(position.side),
      ...reduction,
      quantityE8,
      feeE8,
    },
  };
}

function rest(position: SimPosition, closedE8: E8): SimPosition | null {
  const quantityE8 = position.quantityE8 - closedE8;
  if (quantityE8 === 0n) return null;
  const marginE8 = mulDivCeil(position.marginE8, quantityE8, position.quantityE8);
  return { ...position, quantityE8, marginE8 };
}

/** Funding moves the wallet; what free money cannot pay comes out of the position's margin, as at the venue. */
export function settle(
  account: SimAccount,
  instrument: string,
  position: SimPosition,
  amountE8: E8,
): SimAccount {
  const paid = { ...account, walletE8: account.walletE8 + amountE8 };
  const shortE8 = amountE8 < 0n ? -freeE8Of(paid) : 0n;
  if (shortE8 <= 0n) return paid;
  const marginE8 = position.marginE8 - minE8(shortE8, position.marginE8);
  return withInstrument(paid, instrument, { position: { ...position, marginE8 } });
}
