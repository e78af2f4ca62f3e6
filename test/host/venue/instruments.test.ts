import { describe, expect, it } from "vitest";
import { hostConfig } from "#host/contract/config.ts";
import { instrument } from "#host/contract/instrument.ts";
import { e8, formatE8 } from "#host/kernel/e8.ts";
import { shippedInstruments, shippedRules } from "#host/venue/instruments.ts";
import { paperSettings } from "#host/venue/paper/settings.ts";
import { rulesAt } from "#host/venue/rules.ts";
import { aRule } from "#test/kit/sim.ts";

describe("shipped instruments", () => {
  it.for(shippedInstruments().map((each) => [each.id, each] as const))(
    "%s has the shape of the contract",
    ([, each]) => {
      expect(instrument.parse(each)).toEqual(each);
    },
  );

  it.for(shippedRules().map((each) => [each.id, each] as const))(
    "%s fits together",
    ([, rules]) => {
      expect(rules.minQuantityE8 % rules.lotE8).toBe(0n);
      expect(rules.maxMarketQuantityE8 % rules.lotE8).toBe(0n);
      expect(rules.maxMarketQuantityE8).toBeGreaterThan(rules.minQuantityE8);
      expect(480 % rules.fundingIntervalMin).toBe(0);
      const tiers = rules.riskTiers;
      const ceilings = tiers.map((tier) => tier.notionalMaxE8);
      expect(ceilings).toEqual(ceilings.toSorted((a, b) => Number(a - b)));
      // A new position of the highest leverage has margin beyond maintenance: it is not liquidated as it opens.
      const tight = tiers.filter(
        (tier) => tier.maintenancePctE8 * tier.leverageMaxE8 >= e8("100") * e8("1"),
      );
      expect(tight).toEqual([]);
    },
  );

  it("are the common perpetuals, once each", () => {
    const ids = shippedInstruments().map((each) => each.id);
    expect(ids).toEqual([
      "BTCUSDT",
      "ETHUSDT",
      "SOLUSDT",
      "XRPUSDT",
      "DOGEUSDT",
      "BNBUSDT",
      "ADAUSDT",
      "AVAXUSDT",
      "LINKUSDT",
      "LTCUSDT",
      "SUIUSDT",
      "1000PEPEUSDT",
      "SHIB1000USDT",
      "1000BONKUSDT",
      "WIFUSDT",
    ]);
  });
});

describe("rules by date", () => {
  const old = aRule({ validFromMs: 1_000, tickE8: e8("1") });
  const newer = aRule({ validFromMs: 2_000, tickE8: e8("0.5") });
  it.for<[name: string, id: string, atMs: number, tick: string | null]>([
    ["before the first there are none", "BTCUSDT", 999, null],
    ["hold from their first millisecond", "BTCUSDT", 1_000, "1"],
    ["hold until newer ones begin", "BTCUSDT", 1_999, "1"],
    ["are replaced by newer ones", "BTCUSDT", 2_000, "0.5"],
    ["are of one instrument only", "ETHUSDT", 2_000, null],
  ])("%s", ([, id, atMs, tick]) => {
    for (const list of [
      [old, newer],
      [newer, old],
    ]) {
      const found = rulesAt(list, id, atMs);
      expect(found === null ? null : formatE8(found.tickE8)).toBe(tick);
    }
  });

  it("of two that begin together the first counts: a setting before a shipped one", () => {
    const own = aRule({ validFromMs: 1_000, tickE8: e8("7") });
    expect(rulesAt([own, old], "BTCUSDT", 1_500)).toBe(own);
  });
});

describe("settings of paper accounts", () => {
  it("come from host.toml, with defaults for what it does not say", () => {
    const config = hostConfig.parse({ paper: { slippage_bps: 2.5 } });
    const settings = paperSettings(config.paper, config.instruments);
    expect(settings).toMatchObject({
      bankrollE8: e8("10000"),
      costs: { takerFeeBpsE8: e8("5.5"), slippageBpsE8: e8("2.5") },
    });
    expect(settings.rules).toEqual(shippedRules());
  });

  it("put instruments of host.toml before shipped ones", () => {
    const [shipped] = shippedInstruments();
    const { schema: _schema, ...own } = { ...shipped, tickE8: e8("0.5").toString() };
    const config = hostConfig.parse({ instruments: [own] });
    const settings = paperSettings(config.paper, config.instruments);
    const found = rulesAt(settings.rules, "BTCUSDT", settings.rules[0]?.validFromMs ?? 0);
    expect(formatE8(found?.tickE8 ?? 0n)).toBe("0.5");
  });
});
