import type { RiskPolicy } from "../contract/config.ts";
import type { Overlay } from "../contract/overlay.ts";
import type { Side } from "../contract/primitives.ts";
import { e8, minE8, ONE_E8, type E8 } from "./e8.ts";
import { assert } from "./result.ts";

const HOUR_MS = 3_600_000;

export interface DrawdownTier {
  readonly atPctE8: E8;
  readonly sizeMultiplierE8: E8;
  readonly cooldownMs: number;
}

/** The risk policy as integers. Percentages are E8: 1.5 % is 150000000. */
export interface Limits {
  readonly leverageMaxE8: E8;
  readonly marginFractionPctE8: E8;
  readonly takeProfitPctE8Min: E8;
  readonly stopLossPctE8Min: E8;
  readonly rewardRiskE8Min: E8;
  readonly positionsMax: number;
  readonly pairs: readonly string[];
  readonly positionNotionalPctE8Max: E8;
  readonly totalNotionalPctE8Max: E8;
  readonly dailyLossPctE8Max: E8;
  readonly lossStreakMax: number;
  readonly lossStreakPauseMs: number;
  readonly entriesPerHourMax: number;
  readonly priceBandPctE8: E8;
  readonly liquidationMarginPctE8: E8;
  readonly clockSkewMsMax: number;
  /** Rising by `atPctE8`. */
  readonly drawdown: readonly DrawdownTier[];
}

/** Reads a policy that the schema has accepted. */
export function limitsOf(policy: RiskPolicy): Limits {
  return {
    leverageMaxE8: e8(policy.leverage_max),
    marginFractionPctE8: e8(policy.margin_fraction_pct),
    takeProfitPctE8Min: e8(policy.take_profit_pct_min),
    stopLossPctE8Min: e8(policy.stop_loss_pct_min),
    rewardRiskE8Min: e8(policy.reward_risk_min),
    positionsMax: policy.positions_max,
    pairs: policy.pairs,
    positionNotionalPctE8Max: e8(policy.position_notional_pct_max),
    totalNotionalPctE8Max: e8(policy.total_notional_pct_max),
    dailyLossPctE8Max: e8(policy.daily_loss_pct_max),
    lossStreakMax: policy.loss_streak_max,
    lossStreakPauseMs: hoursMs(policy.loss_streak_pause_hours),
    entriesPerHourMax: policy.entries_per_hour_max,
    priceBandPctE8: e8(policy.price_band_pct),
    liquidationMarginPctE8: e8(policy.liquidation_margin_pct),
    clockSkewMsMax: policy.clock_skew_ms_max,
    drawdown: policy.drawdown.map(tierOf).toSorted(byDepth),
  };
}

function tierOf(tier: RiskPolicy["drawdown"][number]): DrawdownTier {
  const sizeMultiplierE8 = e8(tier.size_multiplier);
  assert(sizeMultiplierE8 <= ONE_E8, "a drawdown tier makes entries smaller, never larger");
  return { atPctE8: e8(tier.at_pct), sizeMultiplierE8, cooldownMs: hoursMs(tier.cooldown_hours) };
}

function byDepth(a: DrawdownTier, b: DrawdownTier): number {
  if (a.atPctE8 === b.atPctE8) return 0;
  return a.atPctE8 < b.atPctE8 ? -1 : 1;
}

/** Rounded up: a pause is never shorter than written. */
function hoursMs(hours: number): number {
  return Math.ceil(hours * HOUR_MS);
}

/** Where and when an entry would happen: what decides which overlays apply to it. */
export interface OverlayPlace {
  readonly account: string;
  readonly slot: string;
  readonly instrument: string;
  readonly nowMs: number;
}

/** What live overlays leave of the policy for one entry. */
export interface EffectiveLimits {
  /** At most 1. */
  readonly sizeMultiplierE8: E8;
  readonly leverageMaxE8: E8;
  readonly blockedSides: readonly Side[];
  /** The overlay that stops every entry, and whether an operator or another source put it there. */
  readonly entriesBlocked: {
    readonly code: "halted" | "entries_blocked";
    readonly overlay: string;
  } | null;
  readonly minStrengthE8: E8;
}

/**
 * The least of the policy and all live overlays (decision A1): an overlay can only tighten.
 *
 * An overlay counts until `nowMs` reaches its expiry. Its issue time is not looked at: `nowMs` is bar time, and a halt
 * given half a minute after the close must still stop the entry decided on that close.
 */
export function effectiveLimits(
  limits: Limits,
  overlays: readonly Overlay[],
  place: OverlayPlace,
): EffectiveLimits {
  return overlays
    .filter((overlay) => place.nowMs < overlay.expires && covers(overlay.scope, place))
    .reduce(tighten, {
      sizeMultiplierE8: ONE_E8,
      leverageMaxE8: limits.leverageMaxE8,
      blockedSides: [],
      entriesBlocked: null,
      minStrengthE8: 0n,
    });
}

function covers(scope: Overlay["scope"], place: OverlayPlace): boolean {
  switch (scope.kind) {
    case "account":
      return scope.account === place.account;
    case "slot":
      return scope.slot === place.slot;
    case "instrument":
      return scope.instrument === place.instrument;
  }
}

function tighten(so: EffectiveLimits, overlay: Overlay): EffectiveLimits {
  const { effect } = overlay;
  switch (effect.kind) {
    case "sizeMultiplier":
      return { ...so, sizeMultiplierE8: minE8(so.sizeMultiplierE8, e8(effect.value)) };
    case "leverageMax":
      return { ...so, leverageMaxE8: minE8(so.leverageMaxE8, e8(effect.value)) };
    case "blockSide":
      return so.blockedSides.includes(effect.side)
        ? so
        : { ...so, blockedSides: [...so.blockedSides, effect.side] };
    case "blockEntries":
      return { ...so, entriesBlocked: so.entriesBlocked ?? blockOf(overlay) };
    case "minStrength": {
      const valueE8 = e8(effect.value);
      return valueE8 > so.minStrengthE8 ? { ...so, minStrengthE8: valueE8 } : so;
    }
  }
}

function blockOf(overlay: Overlay): NonNullable<EffectiveLimits["entriesBlocked"]> {
  const code = overlay.source === "operator" ? "halted" : "entries_blocked";
  return { code, overlay: overlay.id };
}
