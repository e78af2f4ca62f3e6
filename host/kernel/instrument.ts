import type { Instrument } from "../contract/instrument.ts";
import { e8, e8OfNumber, type E8 } from "./e8.ts";
import { instantMs } from "./instant.ts";

/** Rules of an instrument as integers: what `Instrument` holds as text. */
export interface InstrumentRules {
  readonly id: string;
  readonly venueSymbol: string;
  readonly kind: Instrument["kind"];
  readonly tickE8: E8;
  readonly lotE8: E8;
  readonly minQuantityE8: E8;
  readonly maxMarketQuantityE8: E8;
  readonly minNotionalE8: E8;
  readonly contractMultiplier: number;
  readonly settle: string;
  readonly fundingIntervalMin: number;
  readonly leverageStepE8: E8;
  /** Rising by ceiling; the last one has no bigger position above it. */
  readonly riskTiers: readonly RiskTier[];
  readonly validFromMs: number;
}

export interface RiskTier {
  readonly notionalMaxE8: E8;
  readonly maintenancePctE8: E8;
  readonly leverageMaxE8: E8;
}

/** One tier of a conservative venue: used when the stored rules name none. */
const DEFAULT_TIERS: readonly RiskTier[] = [
  { notionalMaxE8: e8("1000000000"), maintenancePctE8: e8("2"), leverageMaxE8: e8("25") },
];

export function instrumentRules(stored: Omit<Instrument, "schema">): InstrumentRules {
  const tiers = stored.riskTiers?.map((tier) => ({
    notionalMaxE8: BigInt(tier.notionalMaxE8),
    maintenancePctE8: e8(tier.maintenancePct),
    leverageMaxE8: e8(tier.leverageMax),
  }));
  return {
    id: stored.id,
    venueSymbol: stored.venueSymbol,
    kind: stored.kind,
    tickE8: BigInt(stored.tickE8),
    lotE8: BigInt(stored.lotE8),
    minQuantityE8: BigInt(stored.minQuantityE8),
    maxMarketQuantityE8: BigInt(stored.maxMarketQuantityE8),
    minNotionalE8: BigInt(stored.minNotionalE8),
    contractMultiplier: stored.contractMultiplier,
    settle: stored.settle,
    fundingIntervalMin: stored.fundingIntervalMin,
    leverageStepE8: e8(stored.leverageStep ?? "0.01"),
    riskTiers: tiers ?? DEFAULT_TIERS,
    validFromMs: instantMs(stored.validFrom),
  };
}

/** The tier that holds a position of this notional; null when it is above the last ceiling. */
export function tierOf(rules: InstrumentRules, notionalE8: E8): RiskTier | null {
  return rules.riskTiers.find((tier) => notionalE8 <= tier.notionalMaxE8) ?? null;
}

export function tickSizeOf(rules: InstrumentRules): number {
  return Number(rules.tickE8) / 1e8;
}

/** A market price as E8 on the tick grid; nearest, because a price that was traded lies on the grid already. */
export function priceE8OfNumber(price: number): E8 {
  return e8OfNumber(price);
}
