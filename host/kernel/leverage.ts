import { floorToStep, formatE8, minE8, mulDivCeil, ONE_E8, type E8 } from "./e8.ts";
import { tierOf, type InstrumentRules, type RiskTier } from "./instrument.ts";
import { ok, refuse, type Result } from "./result.ts";

export interface LeverageInput {
  /** What the approval allows. */
  readonly approvalMaxE8: E8;
  /** What policy and overlays leave (effectiveLimits). */
  readonly limitMaxE8: E8;
  /** Margin the entry may use, USDT: notional = margin × leverage. */
  readonly marginE8: E8;
  readonly rules: InstrumentRules;
}

export interface Leverage {
  readonly leverageE8: E8;
  readonly tier: RiskTier;
}

/**
 * The leverage of an entry (decision C9): floor to the venue's step of min(approval, policy, overlays, venue tier).
 *
 * The tier is the one of the notional at the leverage wished for. Lowering the leverage can only lower the notional,
 * so the tier of the position that results allows at least as much. Near a ceiling this gives up some leverage that
 * a smaller margin would be allowed.
 *
 * @returns Leverage ≥ 1 and the tier it was taken from. Refusals: notional_over_venue_tiers, leverage_below_one.
 */
export function leverageOf(input: LeverageInput): Result<Leverage> {
  const wishedE8 = minE8(input.approvalMaxE8, input.limitMaxE8);
  const notionalE8 = mulDivCeil(input.marginE8, wishedE8, ONE_E8);
  const tier = tierOf(input.rules, notionalE8);
  if (tier === null) {
    const limit = formatE8(input.rules.riskTiers.at(-1)?.notionalMaxE8 ?? 0n);
    const notional = formatE8(notionalE8);
    return refuse(
      "notional_over_venue_tiers",
      `notional ${notional} USDT is over the venue's last tier of ${limit}`,
      { detail: { notional, limit } },
    );
  }
  const leverageE8 = floorToStep(minE8(wishedE8, tier.leverageMaxE8), input.rules.leverageStepE8);
  if (leverageE8 < ONE_E8) {
    const leverage = formatE8(leverageE8);
    return refuse("leverage_below_one", `leverage ${leverage} is under 1`, {
      detail: { leverage, limit: "1" },
    });
  }
  return ok({ leverageE8, tier });
}
