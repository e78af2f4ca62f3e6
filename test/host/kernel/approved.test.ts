import { describe, expect, it } from "vitest";
import { exitPlan } from "#host/contract/journal.ts";
import { plan } from "#host/contract/plan.ts";
import { e8 } from "#host/kernel/e8.ts";
import { approveEntry, approveExit, reapprove, type Approved } from "#host/kernel/gates.ts";
import type { OrderRequest } from "#host/kernel/order.ts";
import { Bug } from "#host/kernel/result.ts";
import { frozen } from "#test/kit/frozen.ts";
import { anEntry, APPROVAL, BUNDLE, NOON_MS } from "#test/kit/risk.ts";

describe("an entry exactly at every limit", () => {
  const approved = approveEntry(anEntry());

  it("passes, and is the order that was asked for", () => {
    expect(approved.ok && approved.value.order).toEqual({
      clientOrderId: expect.stringMatching(/^[a-z2-7]{32}$/),
      instrument: "BTCUSDT",
      side: "Buy",
      type: "market",
      quantityE8: e8("50"),
      reduceOnly: false,
      leverageE8: e8("5"),
      protection: { takeProfitE8: e8("102"), stopLossE8: e8("99"), trigger: "mark" },
    });
  });

  it("has a plan of one entry and its two protecting legs", () => {
    const leg = { instrument: "BTCUSDT", quantityE8: "5000000000" };
    expect(approved.ok && plan.parse(approved.value.plan)).toEqual({
      schema: "plan/1",
      slot: "paper.main.BTCUSDT",
      bar: NOON_MS / 60_000 - 1,
      legs: [
        { ...leg, role: "entry", side: "Buy", type: "market", priceE8: "10000000000" },
        {
          ...leg,
          role: "take_profit",
          side: "Sell",
          type: "take_profit_market",
          priceE8: "10200000000",
        },
        { ...leg, role: "stop_loss", side: "Sell", type: "stop_market", priceE8: "9900000000" },
      ],
      leverage: "5",
      protection: { kind: "native_tp_sl", trigger: "mark" },
    });
  });

  it("carries the exit plan that governs it until flat", () => {
    expect(approved.ok && exitPlan.parse(approved.value.exitPlan)).toEqual({
      takeProfitE8: "10200000000",
      stopLossE8: "9900000000",
      trigger: "mark",
      trailingPct: "0.5",
      breakevenPct: "1",
      timeStopBars: 48,
      exitWhen: "in_profit",
      minHoldBars: 3,
      bundleSha256: BUNDLE,
      approval: APPROVAL,
    });
  });

  it("cannot be changed after it was approved", () => {
    expect(approved.ok && Object.isFrozen(approved.value.order)).toBe(true);
    expect(approved.ok && Object.isFrozen(approved.value.order.protection)).toBe(true);
    expect(approved.ok && Object.isFrozen(approved.value.plan)).toBe(true);
  });

  it("gives the same bytes when asked again", () => {
    expect(approveEntry(anEntry())).toEqual(approved);
  });
});

describe("an entry that sells", () => {
  it("has its stop above and its target below", () => {
    const outcome = approveEntry(anEntry({ signal: { side: "Sell" } }));
    expect(outcome.ok && outcome.value.order.protection).toEqual({
      takeProfitE8: e8("98"),
      stopLossE8: e8("101"),
      trigger: "mark",
    });
    expect(outcome.ok && outcome.value.plan.legs.map((leg) => leg.side)).toEqual([
      "Sell",
      "Buy",
      "Buy",
    ]);
  });
});

describe("an exit", () => {
  const exit: OrderRequest = frozen({
    clientOrderId: "abcdefghijklmnopqrstuvwxyz234567",
    instrument: "BTCUSDT",
    side: "Sell",
    type: "market",
    quantityE8: e8("50"),
    reduceOnly: true,
    leverageE8: e8("5"),
    protection: null,
  });

  it("passes without a gate", () => {
    expect(approveExit(exit)).toEqual(exit);
  });

  it.for<readonly [name: string, change: Partial<OrderRequest>]>([
    ["an order that could open a position", { reduceOnly: false }],
    [
      "an order with protection of its own",
      { protection: { takeProfitE8: 1n, stopLossE8: 1n, trigger: "last" } },
    ],
    ["an order of nothing", { quantityE8: 0n }],
  ])("dies on %s smuggled through the door for exits", ([, change]) => {
    expect(() => approveExit({ ...exit, ...change })).toThrow(Bug);
  });

  it("cannot be written down by anybody else", () => {
    // @ts-expect-error -- the brand has no maker but the gates: this line must not compile
    const forged: Approved<OrderRequest> = exit;
    expect(forged).toBe(exit);
  });
});

describe("an intent that is in the journal", () => {
  it("is sent again with the same id and the same bytes", () => {
    const outcome = approveEntry(anEntry());
    if (!outcome.ok) throw new Error(outcome.refusal.message);
    const { order, plan: made, exitPlan: exits } = outcome.value;
    const again = reapprove(
      {
        clientOrderId: order.clientOrderId,
        role: "entry",
        bar: made.bar,
        attempt: 0,
        status: "unknown",
        side: order.side,
        quantityE8: order.quantityE8,
        leverage: made.leverage,
        exitPlan: exits,
        reason: null,
        rationale: "a test",
      },
      order.instrument,
    );
    expect(again).toEqual(order);
  });
});
