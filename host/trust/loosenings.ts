/** In which of its numbers a risk policy allows more than another. */
import type { RiskPolicy } from "../contract/config.ts";
import { e8 } from "../kernel/e8.ts";

/** One key that is looser, in the words of the TOML file. */
export interface Loosening {
  readonly key: string;
  readonly before: string;
  readonly after: string;
}

/** More of these is more risk. */
const CEILINGS = [
  "leverage_max",
  "margin_fraction_pct",
  "positions_max",
  "position_notional_pct_max",
  "total_notional_pct_max",
  "daily_loss_pct_max",
  "loss_streak_max",
  "entries_per_hour_max",
  "price_band_pct",
  "clock_skew_ms_max",
] as const satisfies readonly (keyof RiskPolicy)[];

/** Less of these is more risk. */
const FLOORS = [
  "take_profit_pct_min",
  "stop_loss_pct_min",
  "reward_risk_min",
  "loss_streak_pause_hours",
  "liquidation_margin_pct",
] as const satisfies readonly (keyof RiskPolicy)[];

/**
 * Names every key in which `after` allows something that `before` does not; empty when it only tightens.
 *
 * Every key of the shape is in one of the lists above or handled below, which a test holds against the schema.
 */
export function looseningsOf(before: RiskPolicy, after: RiskPolicy): readonly Loosening[] {
  const higher = CEILINGS.filter((key) => numberOf(after[key]) > numberOf(before[key]));
  const lower = FLOORS.filter((key) => numberOf(after[key]) < numberOf(before[key]));
  const added = after.pairs.filter((pair) => !before.pairs.includes(pair));
  return [
    ...[...higher, ...lower].map((key) => loosening(key, before[key], after[key])),
    ...(added.length === 0
      ? []
      : [loosening("pairs", before.pairs.join(" "), after.pairs.join(" "))]),
    ...tierLoosenings(before, after),
  ];
}

type Tier = RiskPolicy["drawdown"][number];

/**
 * Tiers as what they do: at every depth that either names, what is left of an entry, and the longest pause that began.
 *
 * Both only change at the depths that are named, so looking there is looking everywhere.
 */
function tierLoosenings(before: RiskPolicy, after: RiskPolicy): readonly Loosening[] {
  const depths = [...before.drawdown, ...after.drawdown].map(({ at_pct }) => at_pct);
  return [...new Set(depths)].flatMap((depth) => {
    const was = reachedAt(before.drawdown, depth);
    const is = reachedAt(after.drawdown, depth);
    const key = `drawdown at ${depth} %`;
    const size = is.multiplierE8 > was.multiplierE8;
    return size || is.hours < was.hours ? [loosening(key, shown(was), shown(is))] : [];
  });
}

interface Reached {
  readonly multiplier: string;
  readonly multiplierE8: bigint;
  readonly hours: number;
}

function reachedAt(tiers: readonly Tier[], depth: string): Reached {
  const none: Reached = { multiplier: "1", multiplierE8: e8("1"), hours: 0 };
  return tiers
    .filter(({ at_pct }) => e8(at_pct) <= e8(depth))
    .reduce<Reached>((so, { size_multiplier, cooldown_hours }) => {
      const hours = Math.max(so.hours, cooldown_hours);
      const multiplierE8 = e8(size_multiplier);
      return multiplierE8 < so.multiplierE8
        ? { multiplier: size_multiplier, multiplierE8, hours }
        : { ...so, hours };
    }, none);
}

function shown({ multiplier, hours }: Reached): string {
  return hours === 0 ? `entries × ${multiplier}` : `entries × ${multiplier} and ${hours} h pause`;
}

function loosening(key: string, before: unknown, after: unknown): Loosening {
  return { key, before: String(before), after: String(after) };
}

/** Money is text, counts and hours are numbers. */
function numberOf(value: string | number): bigint | number {
  return typeof value === "string" ? e8(value) : value;
}
