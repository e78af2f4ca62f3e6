import type { Side } from "../contract/primitives.ts";
import {
  ceilToStep,
  floorToStep,
  maxE8,
  minE8,
  mulDivCeil,
  mulDivFloor,
  ONE_E8,
  pctFloor,
  type E8,
} from "./e8.ts";
import { oppositeSide } from "./order.ts";

const HUNDRED_PCT_E8 = 100n * ONE_E8;

/** Take-profit and stop-loss prices of a position. */
export interface Levels {
  readonly takeProfitE8: E8;
  readonly stopLossE8: E8;
}

export interface LevelsInput {
  readonly side: Side;
  /** Price the distances are measured from. */
  readonly referencePriceE8: E8;
  readonly takeProfitPctE8: E8;
  readonly stopLossPctE8: E8;
  readonly tickE8: E8;
}

/**
 * Protection prices for an entry, on the tick grid.
 *
 * Both are rounded toward the entry: the loss is never wider than was approved, the profit never further away. A
 * distance below one tick can therefore round to the reference price itself; gates refuse that.
 */
export function levelsOf(input: LevelsInput): Levels {
  const { side, referencePriceE8, tickE8 } = input;
  return {
    takeProfitE8: awayFrom(referencePriceE8, side, input.takeProfitPctE8, tickE8),
    stopLossE8: awayFrom(referencePriceE8, oppositeSide(side), input.stopLossPctE8, tickE8),
  };
}

/** The tick nearest to the reference at a distance of at most `pctE8` above (Buy) or below (Sell) it. */
function awayFrom(referenceE8: E8, direction: Side, pctE8: E8, tickE8: E8): E8 {
  if (direction === "Buy") return priceAbove(referenceE8, pctE8, tickE8);
  return priceBelow(referenceE8, pctE8, tickE8);
}

/** reference × (1 + pct), rounded down to the tick. */
function priceAbove(referenceE8: E8, pctE8: E8, tickE8: E8): E8 {
  return floorToStep(mulDivFloor(referenceE8, HUNDRED_PCT_E8 + pctE8, HUNDRED_PCT_E8), tickE8);
}

/** reference × (1 − pct), rounded up to the tick; at least one tick, because no order rests at zero. */
function priceBelow(referenceE8: E8, pctE8: E8, tickE8: E8): E8 {
  const leftPctE8 = maxE8(HUNDRED_PCT_E8 - pctE8, 0n);
  return maxE8(ceilToStep(mulDivCeil(referenceE8, leftPctE8, HUNDRED_PCT_E8), tickE8), tickE8);
}

export interface StopMove {
  readonly side: Side;
  /** Where the native stop rests now. */
  readonly stopLossE8: E8;
  /** Where a rule would have it. */
  readonly wishedE8: E8;
  /** Close of the bar: a stop at or beyond it would fire on arrival. */
  readonly closeE8: E8;
  readonly tickE8: E8;
}

/**
 * The new price of a native stop, or null when it stays: a stop moves toward the profit and never back.
 *
 * Rounded toward the profit, then held at least one tick short of the close.
 */
export function moveStop(move: StopMove): E8 | null {
  const { side, stopLossE8, wishedE8, closeE8, tickE8 } = move;
  if (side === "Buy") {
    const lastE8 = maxE8(ceilToStep(closeE8, tickE8) - tickE8, 0n);
    const nextE8 = minE8(ceilToStep(maxE8(wishedE8, 0n), tickE8), lastE8);
    return nextE8 > stopLossE8 ? nextE8 : null;
  }
  const nextE8 = maxE8(
    floorToStep(maxE8(wishedE8, 0n), tickE8),
    floorToStep(closeE8, tickE8) + tickE8,
  );
  return nextE8 < stopLossE8 ? nextE8 : null;
}

/** The price `pctE8` behind `priceE8`, seen from a position of this side. Not rounded to the tick. */
export function behindE8(side: Side, priceE8: E8, pctE8: E8): E8 {
  const wayE8 = pctFloor(priceE8, pctE8);
  return side === "Buy" ? priceE8 - wayE8 : priceE8 + wayE8;
}
