/**
 * Rules of common Bybit USDT perpetuals, so that a fresh workspace trades on paper without asking anybody.
 *
 * Steps, minimums, largest market orders and funding intervals: Bybit V5 instruments-info (linear), 2025-03-27; tiers of
 * BTCUSDT: risk-limit. Tiers of the others are assumed, from their highest leverage, on the cautious side. Older rules
 * are not recorded: these are taken to hold back to 2018, which is a doubt about old back-tests. `[[instruments]]` in
 * config/host.toml come first.
 */
import type { Instrument } from "../contract/instrument.ts";
import { e8 } from "../kernel/e8.ts";
import { instrumentRules, type InstrumentRules } from "../kernel/instrument.ts";

type Tier = NonNullable<Instrument["riskTiers"]>[number];
type Row = readonly [
  id: string,
  tick: string,
  lot: string,
  minQuantity: string,
  maxMarketQuantity: string,
  fundingIntervalMin: number,
  tiers: readonly Tier[],
  underlying?: readonly [pair: string, multiplier: number],
];

const VALID_FROM = "2018-01-01T00:00:00.000Z";
const MIN_NOTIONAL_USDT = "5";

function tier(notionalMaxUsdt: string, maintenancePct: string, leverageMax: string): Tier {
  return { notionalMaxE8: e8(notionalMaxUsdt).toString(), maintenancePct, leverageMax };
}

/** Each ceiling carries the rate and leverage that the venue gives at that ceiling: never better than the venue. */
const MAJOR = [
  tier("2000000", "0.5", "100"),
  tier("5000000", "0.77", "65"),
  tier("10000000", "1.3", "45"),
  tier("20000000", "1.6", "35"),
  tier("50000000", "2.9", "20"),
];
const LARGE = [tier("200000", "1", "50"), tier("1000000", "2", "25"), tier("5000000", "5", "10")];
const SMALL = [
  tier("100000", "1.5", "33"),
  tier("500000", "2.5", "20"),
  tier("2000000", "5", "10"),
];

const ROWS: readonly Row[] = [
  ["BTCUSDT", "0.1", "0.001", "0.001", "119", 480, MAJOR],
  ["ETHUSDT", "0.01", "0.01", "0.01", "724", 480, MAJOR],
  ["SOLUSDT", "0.01", "0.1", "0.1", "11740", 480, LARGE],
  ["XRPUSDT", "0.0001", "1", "1", "2467800", 480, LARGE],
  ["DOGEUSDT", "0.00001", "1", "1", "5991100", 480, LARGE],
  ["BNBUSDT", "0.1", "0.01", "0.01", "1054", 480, LARGE],
  ["ADAUSDT", "0.0001", "1", "1", "1109600", 480, LARGE],
  ["AVAXUSDT", "0.001", "0.1", "0.1", "10950", 480, LARGE],
  ["LINKUSDT", "0.001", "0.1", "0.1", "31450", 480, LARGE],
  ["LTCUSDT", "0.01", "0.1", "0.1", "6160", 480, LARGE],
  ["SUIUSDT", "0.0001", "10", "10", "163000", 480, LARGE],
  ["1000PEPEUSDT", "0.000001", "100", "100", "70000000", 480, SMALL, ["PEPEUSDT", 1_000]],
  ["SHIB1000USDT", "0.000001", "10", "10", "15555000", 480, SMALL, ["SHIBUSDT", 1_000]],
  ["1000BONKUSDT", "0.000001", "100", "100", "12090000", 240, SMALL, ["BONKUSDT", 1_000]],
  ["WIFUSDT", "0.0001", "1", "1", "98500", 240, SMALL],
];

/** The shipped table in the shape of `[[instruments]]`. */
export function shippedInstruments(): Instrument[] {
  return ROWS.map(([id, tick, lot, minQuantity, maxMarket, interval, tiers, underlying]) => ({
    schema: "instrument/1",
    id,
    venueSymbol: id,
    kind: "linear_perpetual",
    ...(underlying && { underlying: underlying[0] }),
    tickE8: e8(tick).toString(),
    lotE8: e8(lot).toString(),
    minQuantityE8: e8(minQuantity).toString(),
    maxMarketQuantityE8: e8(maxMarket).toString(),
    minNotionalE8: e8(MIN_NOTIONAL_USDT).toString(),
    // How many units of the underlying one contract unit is; prices and quantities stay in the venue's unit.
    contractMultiplier: underlying?.[1] ?? 1,
    settle: "USDT",
    fundingIntervalMin: interval,
    leverageStep: "0.01",
    riskTiers: [...tiers],
    validFrom: VALID_FROM,
  }));
}

export function shippedRules(): InstrumentRules[] {
  return shippedInstruments().map(instrumentRules);
}
