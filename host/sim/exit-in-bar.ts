/**
 * How one bar ends a position: liquidation, stop-loss or take-profit, and at which price.
 *
 * A bar is four prices. What it does not say is decided against the trader, and where the other answer is possible it
 * is reported beside the one that counts.
 */
import { maxE8, mulDivCeil, ONE_E8, type E8 } from "../kernel/e8.ts";
import { tierOf, type InstrumentRules } from "../kernel/instrument.ts";
import { liquidationPriceE8 } from "../kernel/liquidation.ts";
import { notionalE8Of, oppositeSide } from "../kernel/order.ts";
import { assert } from "../kernel/result.ts";
import type { SimPosition } from "./account.ts";
import type { SimBar } from "./bar.ts";
import { marketPriceE8, type Costs } from "./costs.ts";
import type { Alternative } from "./events.ts";

export interface ExitInBar {
  readonly role: "liquidation" | "stop_loss" | "take_profit";
  readonly priceE8: E8;
  readonly atMs: number;
  readonly alternative: Alternative | null;
}

export interface ExitQuestion {
  readonly position: SimPosition;
  readonly bar: SimBar;
  readonly rules: InstrumentRules;
  readonly costs: Costs;
  /** Protection was attached by an order that filled at this bar's open: it did not rest there before. */
  readonly fresh: boolean;
}

/** The exit of the bar, or null when the position lives on. */
export function exitInBar(question: ExitQuestion): ExitInBar | null {
  return liquidationAtOpen(question) ?? triggerAtOpen(question) ?? exitInside(question);
}

/** An open at or beyond the liquidation price outranks every order: the position is gone before any can fill. */
export function liquidationAtOpen(question: ExitQuestion): ExitInBar | null {
  const { position, bar, rules } = question;
  const levelE8 = liquidationLevelE8(position, rules);
  if (!isWorse(position, bar.openE8, levelE8)) return null;
  return liquidated(position, bar.openMs);
}

/** A gap: the bar opens at or beyond the stop, or at or beyond the take-profit. */
function triggerAtOpen(question: ExitQuestion): ExitInBar | null {
  const { position, bar, fresh } = question;
  const { stopLossE8, takeProfitE8 } = position.protection;
  const at = { atMs: bar.openMs, alternative: null };
  if (isWorse(position, bar.openE8, stopLossE8)) {
    return { role: "stop_loss", priceE8: triggered(question, bar.openE8), ...at };
  }
  if (takeProfitE8 !== null && isBetter(position, bar.openE8, takeProfitE8)) {
    // The open is better than the level that rested; the trader gets the level. A fresh one never rested there.
    const levelE8 = fresh ? bar.openE8 : takeProfitE8;
    return { role: "take_profit", priceE8: triggered(question, levelE8), ...at };
  }
  return null;
}

/** From the open the price moves without jumps: of liquidation and stop the nearer one comes first. */
function exitInside(question: ExitQuestion): ExitInBar | null {
  const { position, bar, rules } = question;
  const { stopLossE8, takeProfitE8 } = position.protection;
  const [worstE8, bestE8] =
    position.side === "Buy" ? [bar.lowE8, bar.highE8] : [bar.highE8, bar.lowE8];
  const atMs = bar.closeMs - 1;
  const profit: Alternative | null =
    takeProfitE8 !== null && isBetter(position, bestE8, takeProfitE8)
      ? { role: "take_profit", priceE8: triggered(question, takeProfitE8) }
      : null;
  const liquidationE8 = liquidationLevelE8(position, rules);
  const stopIsNearer =
    stopLossE8 !== null &&
    (liquidationE8 === null || !isWorse(position, stopLossE8, liquidationE8));
  if (stopIsNearer && isWorse(position, worstE8, stopLossE8)) {
    const priceE8 = triggered(question, stopLossE8);
    return { role: "stop_loss", priceE8, atMs, alternative: profit };
  }
  if (!stopIsNearer && isWorse(position, worstE8, liquidationE8)) {
    return { ...liquidated(position, atMs), alternative: profit };
  }
  return profit === null ? null : { ...profit, atMs, alternative: null };
}

/** Price at which the venue takes the position over; null when margin covers the way to zero. */
export function liquidationLevelE8(position: SimPosition, rules: InstrumentRules): E8 | null {
  const notionalE8 = notionalE8Of(position.quantityE8, position.entryPriceE8);
  // Rules that shrank under an open position leave it in their last tier.
  const tier = tierOf(rules, notionalE8) ?? rules.riskTiers.at(-1);
  assert(tier !== undefined, "rules have a risk tier");
  return liquidationPriceE8({ ...position, maintenancePctE8: tier.maintenancePctE8 });
}

/** The venue closes at the bankruptcy price, where the loss is the whole margin. */
function liquidated(position: SimPosition, atMs: number): ExitInBar {
  const wayE8 = mulDivCeil(position.marginE8, ONE_E8, position.quantityE8);
  const priceE8 =
    position.side === "Buy"
      ? maxE8(position.entryPriceE8 - wayE8, 0n)
      : position.entryPriceE8 + wayE8;
  return { role: "liquidation", priceE8, atMs, alternative: null };
}

/** TP and SL of the venue are market orders once triggered. */
function triggered({ position, costs, rules }: ExitQuestion, levelE8: E8): E8 {
  return marketPriceE8(oppositeSide(position.side), levelE8, costs, rules.tickE8);
}

/** At or beyond a level on the losing side: a touch is enough. */
function isWorse({ side }: SimPosition, priceE8: E8, levelE8: E8 | null): boolean {
  if (levelE8 === null) return false;
  return side === "Buy" ? priceE8 <= levelE8 : priceE8 >= levelE8;
}

/** At or beyond a level on the winning side. */
function isBetter({ side }: SimPosition, priceE8: E8, levelE8: E8): boolean {
  return side === "Buy" ? priceE8 >= levelE8 : priceE8 <= levelE8;
}
