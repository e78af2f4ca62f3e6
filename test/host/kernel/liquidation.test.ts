import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Side } from "#host/contract/primitives.ts";
import { e8, formatE8, ONE_E8 } from "#host/kernel/e8.ts";
import {
  initialMarginE8,
  liquidationPriceE8,
  type IsolatedPosition,
} from "#host/kernel/liquidation.ts";
import { notionalE8Of } from "#host/kernel/order.ts";
import { Bug } from "#host/kernel/result.ts";

function aPosition(change: Partial<IsolatedPosition> = {}): IsolatedPosition {
  return {
    side: "Buy",
    quantityE8: e8("50"),
    entryPriceE8: e8("100"),
    marginE8: e8("1000"),
    maintenancePctE8: e8("2"),
    ...change,
  };
}

describe("a liquidation price", () => {
  it.for<readonly [name: string, change: Partial<IsolatedPosition>, price: string | null]>([
    ["of a long at 5×: entry × (1 − 1/5 + 2 %)", {}, "82"],
    ["of a short at 5×: entry × (1 + 1/5 − 2 %)", { side: "Sell" }, "118"],
    // Bybit's own example: 1 BTC long at 20 000, 50×, maintenance 0.5 % → 19 700.
    [
      "of the venue's published example",
      {
        quantityE8: e8("1"),
        entryPriceE8: e8("20000"),
        marginE8: e8("400"),
        maintenancePctE8: e8("0.5"),
      },
      "19700",
    ],
    ["of a long at 1×: only the maintenance margin is left", { marginE8: e8("5000") }, "2"],
    ["of a long that can lose everything: none", { marginE8: e8("5100") }, null],
    ["of a short with more margin than notional", { side: "Sell", marginE8: e8("5100") }, "200"],
    ["at the entry when the margin is the maintenance", { marginE8: e8("100") }, "100"],
    ["beyond the entry when the margin is less", { marginE8: e8("50") }, "101"],
    [
      "beyond the entry of a short when the margin is less",
      { side: "Sell", marginE8: e8("50") },
      "99",
    ],
    [
      "rounded toward the entry of a long",
      { quantityE8: e8("3"), marginE8: e8("100"), maintenancePctE8: 0n },
      "66.66666667",
    ],
    [
      "rounded toward the entry of a short",
      { side: "Sell", quantityE8: e8("3"), marginE8: e8("100"), maintenancePctE8: 0n },
      "133.33333333",
    ],
  ])("%s", ([, change, price]) => {
    const liquidation = liquidationPriceE8(aPosition(change));
    expect(liquidation === null ? null : formatE8(liquidation)).toBe(price);
  });

  it("dies on a position of nothing", () => {
    expect(() => liquidationPriceE8(aPosition({ quantityE8: 0n }))).toThrow(Bug);
  });

  const position: fc.Arbitrary<IsolatedPosition> = fc.record({
    side: fc.constantFrom<Side>("Buy", "Sell"),
    quantityE8: fc.bigInt({ min: e8("0.001"), max: e8("1000") }),
    entryPriceE8: fc.bigInt({ min: e8("0.01"), max: e8("100000") }),
    marginE8: fc.bigInt({ min: 1n, max: e8("1000000") }),
    maintenancePctE8: fc.bigInt({ min: 0n, max: e8("20") }),
  });

  it("leaves at least the maintenance margin, and one step further would not", () => {
    fc.assert(
      fc.property(position, (held) => {
        const price = liquidationPriceE8(held);
        fc.pre(price !== null && price > 0n);
        const notional = notionalE8Of(held.quantityE8, held.entryPriceE8);
        const maintenance =
          (notional * held.maintenancePctE8 + 100n * ONE_E8 - 1n) / (100n * ONE_E8);
        const sign = held.side === "Buy" ? 1n : -1n;
        // Scaled by 1e8 more, so that nothing is rounded.
        const left = (at: bigint) =>
          (held.marginE8 - maintenance) * ONE_E8 -
          (held.entryPriceE8 - at) * sign * held.quantityE8;
        expect(left(price ?? 0n) >= 0n).toBe(true);
        expect(left((price ?? 0n) - sign) < 0n).toBe(true);
      }),
    );
  });

  it("moves away when margin is added", () => {
    fc.assert(
      fc.property(position, fc.bigInt({ min: 0n, max: e8("1000") }), (held, more) => {
        const before = liquidationPriceE8(held);
        const after = liquidationPriceE8({ ...held, marginE8: held.marginE8 + more });
        fc.pre(before !== null && after !== null);
        const away =
          held.side === "Buy" ? (before ?? 0n) - (after ?? 0n) : (after ?? 0n) - (before ?? 0n);
        expect(away >= 0n).toBe(true);
      }),
    );
  });
});

describe("an initial margin", () => {
  it.for<readonly [notional: string, leverage: string, margin: string]>([
    ["5000", "5", "1000"],
    ["100", "3", "33.33333334"],
    ["0", "3", "0"],
  ])("of %s USDT at %s× is %s, rounded up", ([notional, leverage, margin]) => {
    expect(formatE8(initialMarginE8(e8(notional), e8(leverage)))).toBe(margin);
  });
});
