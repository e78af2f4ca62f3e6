import type { E8 } from "../kernel/e8.ts";
import { initialMarginE8 } from "../kernel/liquidation.ts";
import { notionalE8Of } from "../kernel/order.ts";
import { freeE8Of, unrealisedE8Of, type SimAccount, type SimInstrument } from "./account.ts";
import { takerFeeE8, type Costs } from "./costs.ts";

export interface EntryNeed {
  readonly marginE8: E8;
  /** Margin and the taker fees of opening and of closing at the same price: what must be free before an entry. */
  readonly totalE8: E8;
}

export function entryNeed(
  order: { readonly quantityE8: E8; readonly leverageE8: E8 },
  priceE8: E8,
  costs: Costs,
): EntryNeed {
  const marginE8 = initialMarginE8(notionalE8Of(order.quantityE8, priceE8), order.leverageE8);
  return { marginE8, totalE8: marginE8 + 2n * takerFeeE8(order.quantityE8, priceE8, costs) };
}

/**
 * What a new entry may use: the wallet without the margin of open positions and without what waiting entries reserve.
 *
 * A position that waiting exits will close counts as closed at the mark: exits fill first at the same open, so that a
 * reversal needs margin once, not twice.
 */
export function availableE8(account: SimAccount): E8 {
  return Object.values(account.instruments).reduce((sum, instrument) => {
    const reservedE8 = instrument.pending.reduce((all, order) => all + order.reservedE8, 0n);
    const closing = instrument.position !== null && projected(instrument) === null;
    const freedE8 = closing
      ? (instrument.position?.marginE8 ?? 0n) + unrealisedE8Of(instrument)
      : 0n;
    return sum + freedE8 - reservedE8;
  }, freeE8Of(account));
}

export interface Projection {
  readonly side: "Buy" | "Sell";
  readonly quantityE8: E8;
  readonly leverageE8: E8;
}

/** The position as it will be when every waiting order has filled; null is flat. */
export function projected({ position, pending }: SimInstrument): Projection | null {
  let held: Projection | null = position;
  for (const order of pending) {
    if (held === null) {
      if (!order.reduceOnly) held = order;
    } else if (order.reduceOnly && order.side !== held.side) {
      const leftE8: E8 = held.quantityE8 - order.quantityE8;
      held = leftE8 > 0n ? { ...held, quantityE8: leftE8 } : null;
    } else if (!order.reduceOnly && order.side === held.side) {
      held = { ...held, quantityE8: held.quantityE8 + order.quantityE8 };
    }
  }
  return held;
}
