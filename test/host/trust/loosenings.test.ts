import { describe, expect, it } from "vitest";
import { riskPolicy, type RiskPolicy } from "#host/contract/config.ts";
import { looseningsOf } from "#host/trust/loosenings.ts";
import { aPolicy } from "#test/kit/risk.ts";

const before = aPolicy();
const keysOf = (change: Partial<RiskPolicy>): readonly string[] =>
  looseningsOf(before, aPolicy(change)).map(({ key }) => key);

describe("a policy that allows more", () => {
  it.for<[keyof RiskPolicy, Partial<RiskPolicy>, Partial<RiskPolicy>]>([
    ["leverage_max", { leverage_max: "5.5" }, { leverage_max: "4.5" }],
    ["margin_fraction_pct", { margin_fraction_pct: "11" }, { margin_fraction_pct: "9" }],
    ["take_profit_pct_min", { take_profit_pct_min: "1.9" }, { take_profit_pct_min: "2.1" }],
    ["stop_loss_pct_min", { stop_loss_pct_min: "0" }, { stop_loss_pct_min: "1.5" }],
    ["reward_risk_min", { reward_risk_min: "1" }, { reward_risk_min: "3" }],
    ["positions_max", { positions_max: 3 }, { positions_max: 1 }],
    ["pairs", { pairs: ["BTCUSDT", "SOLUSDT"] }, { pairs: ["ETHUSDT"] }],
    [
      "position_notional_pct_max",
      { position_notional_pct_max: "51" },
      { position_notional_pct_max: "1" },
    ],
    [
      "total_notional_pct_max",
      { total_notional_pct_max: "100" },
      { total_notional_pct_max: "9.5" },
    ],
    ["daily_loss_pct_max", { daily_loss_pct_max: "10" }, { daily_loss_pct_max: "4" }],
    ["loss_streak_max", { loss_streak_max: 4 }, { loss_streak_max: 1 }],
    ["loss_streak_pause_hours", { loss_streak_pause_hours: 11.5 }, { loss_streak_pause_hours: 13 }],
    ["entries_per_hour_max", { entries_per_hour_max: 3 }, { entries_per_hour_max: 1 }],
    ["price_band_pct", { price_band_pct: "26" }, { price_band_pct: "9" }],
    [
      "liquidation_margin_pct",
      { liquidation_margin_pct: "25" },
      { liquidation_margin_pct: "1800" },
    ],
    ["clock_skew_ms_max", { clock_skew_ms_max: 501 }, { clock_skew_ms_max: 1 }],
  ])("in %s is named, and one that allows less is not", ([key, looser, tighter]) => {
    expect(keysOf(looser)).toEqual([key]);
    expect(keysOf(tighter)).toEqual([]);
  });

  it("says both values", () => {
    expect(looseningsOf(before, aPolicy({ leverage_max: "8" }))).toEqual([
      { key: "leverage_max", before: "5", after: "8" },
    ]);
  });

  it("compares numbers, not texts: 10 is more than 9", () => {
    expect(
      looseningsOf(aPolicy({ leverage_max: "9" }), aPolicy({ leverage_max: "10" })).length,
    ).toBe(1);
    expect(looseningsOf(aPolicy({ leverage_max: "10" }), aPolicy({ leverage_max: "9" }))).toEqual(
      [],
    );
  });
});

describe("drawdown tiers", () => {
  const tier = (at_pct: string, size_multiplier: string, cooldown_hours = 0) => ({
    at_pct,
    size_multiplier,
    cooldown_hours,
  });
  it.for<[string, RiskPolicy["drawdown"], readonly string[]]>([
    ["all gone", [], ["drawdown at 10 %", "drawdown at 20 %"]],
    ["the same", before.drawdown, []],
    ["one earlier", [tier("5", "0.5"), ...before.drawdown], []],
    ["the first later", [tier("15", "0.5"), tier("20", "0", 72)], ["drawdown at 10 %"]],
    ["a larger size", [tier("10", "0.6"), tier("20", "0", 72)], ["drawdown at 10 %"]],
    ["a shorter pause", [tier("10", "0.5"), tier("20", "0", 71)], ["drawdown at 20 %"]],
    ["another order", before.drawdown.toReversed(), []],
  ])("%s", ([, drawdown, keys]) => {
    expect(keysOf({ drawdown })).toEqual(keys);
  });
});

it("every key of the shape is compared", () => {
  const compared = new Set(["version", "drawdown"]);
  for (const key of Object.keys(riskPolicy.shape)) {
    if (compared.has(key)) continue;
    const value = Object.entries(before).find(([name]) => name === key)?.[1];
    const others: unknown[] =
      typeof value === "number"
        ? [value + 1, value - 1]
        : typeof value === "string"
          ? ["9999", "0"]
          : [["XRPUSDT"]];
    const found = others.flatMap((other) => looseningsOf(before, { ...before, [key]: other }));
    expect(found.map((each) => each.key)).toContain(key);
  }
});
