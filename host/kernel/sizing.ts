import {
  ceilToStep,
  floorToStep,
  formatE8,
  maxE8,
  minE8,
  mulDivCeil,
  ONE_E8,
  type E8,
} from "./e8.ts";
import type { InstrumentRules } from "./instrument.ts";
import { initialMarginE8 } from "./liquidation.ts";
import { notionalE8Of } from "./order.ts";
import { assert, ok, refuse, type Refused, type Result } from "./result.ts";

export interface SizingInput {
  /** Effective bankroll, USDT. */
  readonly bankrollE8: E8;
  readonly marginFractionPctE8: E8;
  /** Of the signal, at most 1. */
  readonly strengthE8: E8;
  /** Of overlays and drawdown tiers, at most 1. */
  readonly sizeMultiplierE8: E8;
  readonly leverageE8: E8;
  /** Price the quantity is computed at: the close of the decision's bar. */
  readonly priceE8: E8;
  readonly rules: InstrumentRules;
}

export interface Size {
  readonly quantityE8: E8;
  /** Quantity × price, rounded up. */
  readonly notionalE8: E8;
  /** Notional ÷ leverage, rounded up. */
  readonly marginE8: E8;
}

/**
 * The bankroll that percentages are of: min(setting, venue equity), never below zero (decision C2).
 *
 * Refusal: equity_unknown, because a stale number could be a fortune that is gone.
 */
export function effectiveBankroll(settingE8: E8, equityE8: E8 | null): Result<E8> {
  if (equityE8 === null) {
    const setting = formatE8(settingE8);
    return refuse("equity_unknown", `equity is not known, bankroll setting ${setting} USDT`, {
      detail: { equity: null, setting },
    });
  }
  return ok(maxE8(minE8(settingE8, equityE8), 0n));
}

/** Margin that an entry may use: bankroll × fraction × strength × multiplier, rounded up. For choosing a tier only. */
export function marginBudgetE8(input: Omit<SizingInput, "leverageE8" | "priceE8" | "rules">): E8 {
  const { bankrollE8, marginFractionPctE8, strengthE8, sizeMultiplierE8 } = input;
  return mulDivCeil(
    bankrollE8 * marginFractionPctE8,
    strengthE8 * sizeMultiplierE8,
    100n * ONE_E8 ** 3n,
  );
}

/**
 * The quantity of an entry: bankroll × fraction × strength × multiplier × leverage ÷ price, floored to the lot.
 *
 * One division for the whole product, so that no rounding but the last can lose a lot. A quantity over the venue's
 * largest market order is floored to that: smaller than asked for is safe, two orders for one entry are not.
 *
 * @returns A quantity that never uses more than the margin fraction. Refusal: size_below_minimum with the bankroll that
 *   would suffice, or null when none would (a strength or multiplier of zero).
 */
export function sizeEntry(input: SizingInput): Result<Size> {
  const { rules, priceE8, leverageE8 } = input;
  assert(priceE8 > 0n, "price is positive");
  assert(input.strengthE8 <= ONE_E8 && input.sizeMultiplierE8 <= ONE_E8, "factors only shrink");
  const { numerator, denominator } = quantityPerBankroll(input);
  const wishedE8 = (input.bankrollE8 * numerator) / denominator;
  const quantityE8 = floorToStep(minE8(wishedE8, rules.maxMarketQuantityE8), rules.lotE8);
  if (quantityE8 < smallestQuantityE8(rules, priceE8)) return tooSmall(input);
  const notionalE8 = notionalE8Of(quantityE8, priceE8);
  return ok({ quantityE8, notionalE8, marginE8: initialMarginE8(notionalE8, leverageE8) });
}

/** quantityE8 = bankrollE8 × numerator ÷ denominator, exactly. */
function quantityPerBankroll(input: SizingInput): { numerator: bigint; denominator: bigint } {
  const { marginFractionPctE8, strengthE8, sizeMultiplierE8, leverageE8, priceE8 } = input;
  return {
    numerator: marginFractionPctE8 * strengthE8 * sizeMultiplierE8 * leverageE8,
    denominator: 100n * ONE_E8 ** 3n * priceE8,
  };
}

/** The smallest whole number of lots that the venue takes at this price. */
function smallestQuantityE8(rules: InstrumentRules, priceE8: E8): E8 {
  const byNotionalE8 = mulDivCeil(rules.minNotionalE8, ONE_E8, priceE8);
  return ceilToStep(maxE8(maxE8(rules.minQuantityE8, byNotionalE8), rules.lotE8), rules.lotE8);
}

function tooSmall(input: SizingInput): Refused {
  const smallestE8 = smallestQuantityE8(input.rules, input.priceE8);
  const bankroll = formatE8(input.bankrollE8);
  const minQuantity = formatE8(smallestE8);
  const neededE8 = bankrollNeededE8(input, smallestE8);
  if (neededE8 === null) {
    return refuse(
      "size_below_minimum",
      `no bankroll buys the smallest quantity of ${minQuantity} at this size`,
      { detail: { bankroll, bankrollNeeded: null, minQuantity } },
    );
  }
  const bankrollNeeded = formatE8(neededE8);
  return refuse(
    "size_below_minimum",
    `bankroll ${bankroll} USDT is under ${bankrollNeeded}, which the smallest quantity of ${minQuantity} needs`,
    { detail: { bankroll, bankrollNeeded, minQuantity } },
  );
}

/** The least bankroll that sizes to `smallestE8`; null when no bankroll does. */
function bankrollNeededE8(input: SizingInput, smallestE8: E8): E8 | null {
  const { numerator, denominator } = quantityPerBankroll(input);
  if (numerator === 0n || smallestE8 > input.rules.maxMarketQuantityE8) return null;
  return mulDivCeil(smallestE8, denominator, numerator);
}
