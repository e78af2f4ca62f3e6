import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Side } from "#host/contract/primitives.ts";
import { e8, formatE8, ONE_E8 } from "#host/kernel/e8.ts";
import { behindE8, levelsOf, moveStop, type StopMove } from "#host/kernel/levels.ts";

const HUNDRED_E8 = 100n * ONE_E8;
const side = fc.constantFrom<Side>("Buy", "Sell");
const price = fc.bigInt({ min: ONE_E8, max: e8("1000000") });
const tick = fc.bigInt({ min: 1n, max: e8("10") });

describe("protection levels", () => {
  it.for<
    readonly [
      name: string,
      side: Side,
      reference: string,
      tp: string,
      sl: string,
      tick: string,
      levels: readonly [tp: string, sl: string],
    ]
  >([
    ["of a long, on the grid", "Buy", "100", "2", "1", "0.01", ["102", "99"]],
    ["of a short, on the grid", "Sell", "100", "2", "1", "0.01", ["98", "101"]],
    [
      "of a long, rounded toward the entry",
      "Buy",
      "93250.1",
      "1.5",
      "0.75",
      "0.1",
      ["94648.8", "92550.8"],
    ],
    [
      "of a short, rounded toward the entry",
      "Sell",
      "93250.1",
      "1.5",
      "0.75",
      "0.1",
      ["91851.4", "93949.4"],
    ],
    ["of a long on a coarse grid", "Buy", "100", "2", "1", "0.7", ["101.5", "99.4"]],
    [
      "of a short that may fall by everything: one tick, never zero",
      "Sell",
      "100",
      "100",
      "50",
      "0.01",
      ["0.01", "150"],
    ],
    [
      "under one tick: the reference itself, which a gate refuses",
      "Buy",
      "100",
      "0.001",
      "0.001",
      "0.01",
      ["100", "100"],
    ],
  ])("%s", ([, of, reference, tp, sl, tickSize, [takeProfit, stopLoss]]) => {
    const levels = levelsOf({
      side: of,
      referencePriceE8: e8(reference),
      takeProfitPctE8: e8(tp),
      stopLossPctE8: e8(sl),
      tickE8: e8(tickSize),
    });
    expect([formatE8(levels.takeProfitE8), formatE8(levels.stopLossE8)]).toEqual([
      takeProfit,
      stopLoss,
    ]);
  });

  it("are never further away than was approved, and less than a tick nearer", () => {
    const pct = fc.bigInt({ min: 1n, max: e8("50") });
    fc.assert(
      fc.property(side, price, pct, pct, tick, (of, reference, tp, sl, tickE8) => {
        const { takeProfitE8, stopLossE8 } = levelsOf({
          side: of,
          referencePriceE8: reference,
          takeProfitPctE8: tp,
          stopLossPctE8: sl,
          tickE8,
        });
        expect([takeProfitE8 % tickE8, stopLossE8 % tickE8]).toEqual([0n, 0n]);
        const sign = of === "Buy" ? 1n : -1n;
        const gains = [(takeProfitE8 - reference) * sign, (reference - stopLossE8) * sign];
        for (const [at, wished] of [tp, sl].entries()) {
          const way = (gains[at] ?? 0n) * HUNDRED_E8;
          expect(way <= reference * wished).toBe(true);
          // Below one tick there is no level but the first tick.
          const floored = [takeProfitE8, stopLossE8][at] === tickE8;
          expect(floored || way > reference * wished - tickE8 * HUNDRED_E8).toBe(true);
        }
      }),
    );
  });
});

function aMove(change: Partial<StopMove> = {}): StopMove {
  return {
    side: "Buy",
    stopLossE8: e8("99"),
    wishedE8: e8("99.5"),
    closeE8: e8("101"),
    tickE8: e8("0.01"),
    ...change,
  };
}

describe("a stop that moves", () => {
  it.for<readonly [name: string, change: Partial<StopMove>, to: string | null]>([
    ["goes up with a long", {}, "99.5"],
    ["stays when the wish is looser", { wishedE8: e8("98") }, null],
    ["stays when the wish is where it is", { wishedE8: e8("99") }, null],
    ["rounds toward the profit", { wishedE8: e8("99.501") }, "99.51"],
    ["stays one tick short of the close", { wishedE8: e8("105") }, "100.99"],
    [
      "stays one tick short of a close between ticks",
      { wishedE8: e8("105"), closeE8: e8("100.995") },
      "100.99",
    ],
    [
      "stays one tick above a short's close between ticks",
      { side: "Sell", stopLossE8: e8("103"), wishedE8: e8("90"), closeE8: e8("101.005") },
      "101.01",
    ],
    ["does not loosen because the close is behind it", { closeE8: e8("98") }, null],
    ["goes down with a short", { side: "Sell", stopLossE8: e8("103"), wishedE8: e8("102") }, "102"],
    [
      "stays for a short when the wish is looser",
      { side: "Sell", stopLossE8: e8("103"), wishedE8: e8("104") },
      null,
    ],
    [
      "rounds toward the profit of a short",
      { side: "Sell", stopLossE8: e8("103"), wishedE8: e8("102.009") },
      "102",
    ],
    [
      "stays one tick above the close of a short",
      { side: "Sell", stopLossE8: e8("103"), wishedE8: e8("90") },
      "101.01",
    ],
    ["never goes below zero", { wishedE8: -1n, closeE8: 1n }, null],
  ])("%s", ([, change, to]) => {
    const moved = moveStop(aMove(change));
    expect(moved === null ? null : formatE8(moved)).toBe(to);
  });

  it("is never looser, always on the grid and never at or beyond the close", () => {
    fc.assert(
      fc.property(side, price, price, price, tick, (of, stopLossE8, wishedE8, closeE8, tickE8) => {
        const moved = moveStop({ side: of, stopLossE8, wishedE8, closeE8, tickE8 });
        if (moved === null) return;
        const sign = of === "Buy" ? 1n : -1n;
        expect((moved - stopLossE8) * sign > 0n).toBe(true);
        expect((closeE8 - moved) * sign > 0n).toBe(true);
        expect(moved % tickE8).toBe(0n);
      }),
    );
  });

  it("arrives at the same place by any road: a second move with the same wish is none", () => {
    fc.assert(
      fc.property(side, price, price, price, tick, (of, stopLossE8, wishedE8, closeE8, tickE8) => {
        const moved = moveStop({ side: of, stopLossE8, wishedE8, closeE8, tickE8 });
        fc.pre(moved !== null);
        expect(moveStop({ side: of, stopLossE8: moved ?? 0n, wishedE8, closeE8, tickE8 })).toBe(
          null,
        );
      }),
    );
  });
});

describe("a price behind another", () => {
  it("is below for a long and above for a short", () => {
    expect(behindE8("Buy", e8("200"), e8("1.5"))).toBe(e8("197"));
    expect(behindE8("Sell", e8("200"), e8("1.5"))).toBe(e8("203"));
  });
});
