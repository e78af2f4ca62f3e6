import { describe, expect, it } from "vitest";
import { instrument, type Instrument } from "#host/contract/instrument.ts";
import { e8, formatE8 } from "#host/kernel/e8.ts";
import { instrumentRules, priceE8OfNumber, tickSizeOf, tierOf } from "#host/kernel/instrument.ts";
import { notionalE8Of, oppositeSide } from "#host/kernel/order.ts";
import { someRules } from "#test/kit/risk.ts";

const STORED: Instrument = {
  schema: "instrument/1",
  id: "BTCUSDT",
  venueSymbol: "BTCUSDT",
  kind: "linear_perpetual",
  tickE8: "10000000",
  lotE8: "100000",
  minQuantityE8: "100000",
  maxMarketQuantityE8: "11900000000",
  minNotionalE8: "500000000",
  contractMultiplier: 1,
  settle: "USDT",
  fundingIntervalMin: 480,
  leverageStep: "0.01",
  riskTiers: [
    { notionalMaxE8: "200000000000000", maintenancePct: "0.5", leverageMax: "100" },
    { notionalMaxE8: "1000000000000000", maintenancePct: "1", leverageMax: "50" },
  ],
  validFrom: "2026-01-01T00:00:00.000Z",
};

describe("rules of an instrument", () => {
  it("become integers", () => {
    const rules = instrumentRules(instrument.parse(STORED));
    expect(rules).toMatchObject({ tickE8: e8("0.1"), lotE8: e8("0.001"), minNotionalE8: e8("5") });
    expect(rules.validFromMs).toBe(1_767_225_600_000);
    expect(tickSizeOf(rules)).toBe(0.1);
  });

  it("without tiers and step are those of a cautious venue", () => {
    const { riskTiers: _tiers, leverageStep: _step, ...bare } = STORED;
    const rules = instrumentRules(instrument.parse(bare));
    expect(formatE8(rules.leverageStepE8)).toBe("0.01");
    expect(rules.riskTiers.map((tier) => formatE8(tier.leverageMaxE8))).toEqual(["25"]);
  });

  it.for<readonly [name: string, change: object]>([
    ["a step that is no whole number of 1e-8", { tickE8: "0.5" }],
    ["a step as a float", { tickE8: 10_000_000 }],
    ["a step with an exponent", { lotE8: "1e5" }],
    ["a key that nobody knows", { symbol: "BTCUSDT" }],
    ["no tiers in a list of tiers", { riskTiers: [] }],
    ["a date without time", { validFrom: "2026-01-01" }],
  ])("are refused with %s", ([, change]) => {
    expect(instrument.safeParse({ ...STORED, ...change }).success).toBe(false);
  });
});

describe("the tier of a notional", () => {
  it.for<readonly [notional: string, maintenance: string | null]>([
    ["0", "2"],
    ["5000", "2"],
    ["5000.00000001", "5"],
    ["20000", "5"],
    ["20000.00000001", null],
  ])("of %s USDT has a maintenance of %s %%", ([notional, maintenance]) => {
    const tier = tierOf(someRules(), e8(notional));
    expect(tier === null ? null : formatE8(tier.maintenancePctE8)).toBe(maintenance);
  });
});

describe("an order's words", () => {
  it("notional is rounded up", () => {
    expect(notionalE8Of(e8("0.001"), e8("93250.1"))).toBe(e8("93.2501"));
    expect(notionalE8Of(1n, 1n)).toBe(1n);
  });

  it("the other side of the other side is the side", () => {
    expect([oppositeSide("Buy"), oppositeSide(oppositeSide("Buy"))]).toEqual(["Sell", "Buy"]);
  });

  it("a price of a candle is exact", () => {
    expect(priceE8OfNumber(93_250.1)).toBe(e8("93250.1"));
  });
});
