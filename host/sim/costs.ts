import type { Side } from "../contract/primitives.ts";
import {
  ceilToStep,
  e8,
  floorToStep,
  maxE8,
  mulDivCeil,
  mulDivFloor,
  ONE_E8,
  type E8,
} from "../kernel/e8.ts";

/** What trading costs besides the price; basis points, scaled by 10^8 (5.5 bps = 550000000n). */
export interface Costs {
  /** Of the notional of every fill: all of them take liquidity. */
  readonly takerFeeBpsE8: E8;
  /** How far every market order, triggered stops and take-profits included, fills from its price. */
  readonly slippageBpsE8: E8;
}

const WHOLE_BPS_E8 = e8("10000");

/** Fee of a fill, USDT, rounded up. */
export function takerFeeE8(quantityE8: E8, priceE8: E8, costs: Costs): E8 {
  return mulDivCeil(quantityE8 * priceE8, costs.takerFeeBpsE8, ONE_E8 * WHOLE_BPS_E8);
}

/**
 * The price a market order gets when the market stands at `priceE8`: slipped and rounded to the tick, both against the
 * trader. Never below one tick.
 */
export function marketPriceE8(side: Side, priceE8: E8, costs: Costs, tickE8: E8): E8 {
  const { slippageBpsE8 } = costs;
  if (side === "Buy") {
    return ceilToStep(mulDivCeil(priceE8, WHOLE_BPS_E8 + slippageBpsE8, WHOLE_BPS_E8), tickE8);
  }
  const leftE8 = maxE8(WHOLE_BPS_E8 - slippageBpsE8, 0n);
  return maxE8(floorToStep(mulDivFloor(priceE8, leftE8, WHOLE_BPS_E8), tickE8), tickE8);
}
