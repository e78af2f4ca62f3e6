import type { Side } from "../contract/primitives.ts";
import { maxE8, mulDivCeil, ONE_E8, pctCeil, type E8 } from "./e8.ts";
import { notionalE8Of } from "./order.ts";
import { assert } from "./result.ts";

export interface IsolatedPosition {
  readonly side: Side;
  readonly quantityE8: E8;
  readonly entryPriceE8: E8;
  /** Margin set aside for this position alone, USDT. */
  readonly marginE8: E8;
  /** Maintenance rate of the tier that holds the position's notional, percent. */
  readonly maintenancePctE8: E8;
}

/** Margin that a position of this notional needs at this leverage: notional ÷ leverage, rounded up. */
export function initialMarginE8(notionalE8: E8, leverageE8: E8): E8 {
  return mulDivCeil(notionalE8, ONE_E8, leverageE8);
}

/**
 * The mark price at which an isolated position is liquidated: where the loss leaves only the maintenance margin.
 *
 * entry ∓ (margin − maintenance) ÷ quantity, with maintenance taken on the notional at entry. Rounded toward the
 * entry, so the estimate is never later than the event. Gates and the paper venue share it.
 *
 * @returns A price; null when the margin covers the way to zero, so that a long is never liquidated.
 *
 * Source: Bybit, "Liquidation price calculation under isolated mode (unified trading account)", 2025.
 */
export function liquidationPriceE8(position: IsolatedPosition): E8 | null {
  const notionalE8 = notionalE8Of(position.quantityE8, position.entryPriceE8);
  const roomE8 = position.marginE8 - pctCeil(notionalE8, position.maintenancePctE8);
  const wayE8 = divFloor(roomE8 * ONE_E8, position.quantityE8);
  if (position.side === "Sell") return maxE8(position.entryPriceE8 + wayE8, 0n);
  const priceE8 = position.entryPriceE8 - wayE8;
  return priceE8 > 0n ? priceE8 : null;
}

/** a ÷ b toward negative infinity: the way to liquidation is never estimated too long. */
function divFloor(a: bigint, b: bigint): bigint {
  assert(b > 0n, "divisor is positive");
  return a >= 0n ? a / b : -mulDivCeil(-a, 1n, b);
}
