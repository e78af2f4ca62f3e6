import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { e8 } from "#host/kernel/e8.ts";
import type { OpenPosition } from "#host/kernel/slot-state.ts";
import { grossE8Of, tradeLine, tradeOf } from "#host/kernel/trade.ts";

function aPosition(change: Partial<OpenPosition> = {}): OpenPosition {
  return {
    side: "Buy",
    quantityE8: e8("0.5"),
    entryPriceE8: e8("100"),
    entryMs: 0,
    feesE8: e8("0.3"),
    fundingE8: e8("-0.2"),
    exitPlan: {
      takeProfitE8: "11000000000",
      stopLossE8: "9500000000",
      trigger: "last",
      trailingPct: null,
      breakevenPct: null,
      timeStopBars: null,
      exitWhen: "always",
      minHoldBars: 0,
      bundleSha256: "b".repeat(64),
      approval: "a".repeat(64),
    },
    takeProfitE8: e8("110"),
    stopLossE8: e8("95"),
    protected: true,
    rationale: "a test",
    costsComplete: true,
    ...change,
  };
}
const closing = {
  priceE8: e8("104"),
  bar: 12,
  entryBar: 9,
  reason: "take_profit",
  walletE8: e8("1"),
};

describe("a closed trade", () => {
  it.for([
    ["Buy", "104", "2"],
    ["Buy", "97", "-1.5"],
    ["Sell", "104", "-2"],
    ["Sell", "97", "1.5"],
    ["Buy", "100", "0"],
  ] as const)("of a %s that ends at %s has gained %s", ([side, exit, gross]) => {
    expect(grossE8Of(aPosition({ side }), e8(exit))).toBe(e8(gross));
  });

  it("has every cost in its net: gross − fees ± funding", () => {
    const trade = tradeOf(aPosition(), { ...closing, reason: "take_profit" });
    expect(trade).toMatchObject({
      grossE8: e8("2").toString(),
      netE8: e8("1.5").toString(),
      entryBar: 9,
      exitBar: 12,
      costsComplete: true,
      approval: "a".repeat(64),
    });
  });

  it("says that its costs are not known when they are not", () => {
    const trade = tradeOf(aPosition({ costsComplete: false }), { ...closing, reason: "operator" });
    expect(trade.costsComplete).toBe(false);
  });

  it("of a long and of a short at the same prices gain opposite amounts", () => {
    const amount = fc.bigInt({ min: 1n, max: e8("1000000") });
    fc.assert(
      fc.property(amount, amount, amount, (quantityE8, entryPriceE8, exitE8) => {
        const long = aPosition({ quantityE8, entryPriceE8 });
        const short = aPosition({ quantityE8, entryPriceE8, side: "Sell" });
        expect(grossE8Of(long, exitE8)).toBe(-grossE8Of(short, exitE8));
      }),
    );
  });

  it.for([
    ["Buy", "2.5", "long 0.5 at 100 → 104 (+2.5 USDT, take_profit)"],
    ["Sell", "-0.004", "short 0.5 at 100 → 104 (-0 USDT, take_profit)"],
    ["Sell", "-1.006", "short 0.5 at 100 → 104 (-1.01 USDT, take_profit)"],
  ] as const)("is told in one line: %s %s", ([side, net, line]) => {
    const trade = tradeOf(aPosition({ side }), { ...closing, reason: "take_profit" });
    expect(tradeLine({ ...trade, netE8: e8(net).toString() })).toBe(line);
  });
});
