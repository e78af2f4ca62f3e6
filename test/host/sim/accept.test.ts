import { describe, expect, it } from "vitest";
import { e8 } from "#host/kernel/e8.ts";
import type { OrderRequest } from "#host/kernel/order.ts";
import { acceptOrder } from "#host/sim/accept.ts";
import { instrumentOf } from "#host/sim/account.ts";
import {
  aBar,
  aRule,
  aRun,
  anExit,
  anOrder,
  costs,
  FREE,
  protection,
  send,
  show,
} from "#test/kit/sim.ts";

const LONG = anOrder({
  clientOrderId: "o0",
  leverageE8: e8("2"),
  protection: protection("50", "200"),
});

/** An account of 10 000 USDT with a last price of 100, and a long of 1 at leverage 2 when asked for. */
function anAccount(held: boolean) {
  const run = aRun();
  show(run, aBar(1, "100"));
  if (held) {
    send(run, LONG);
    show(run, aBar(2, "100"));
  }
  return run.account;
}

interface Case {
  readonly held?: boolean;
  readonly lastUnknown?: boolean;
  readonly fees?: string;
  readonly order: Partial<OrderRequest>;
}

describe("an order is taken or refused with both numbers", () => {
  it.for<[name: string, row: Case, answer: string]>([
    ["an entry inside every rule", { order: {} }, "taken"],
    [
      "a quantity between two lots",
      { order: { quantityE8: e8("1.0005") } },
      "order_quantity_off_lot: quantity 1.0005 is not a multiple of 0.001",
    ],
    [
      "no quantity",
      { order: { quantityE8: 0n } },
      "order_quantity_below_minimum: quantity 0 is under 0.001",
    ],
    [
      "a negative quantity",
      { order: { quantityE8: -e8("1") } },
      "order_quantity_below_minimum: quantity -1 is under 0.001",
    ],
    [
      "the largest market order",
      { order: { quantityE8: e8("100"), leverageE8: e8("2") } },
      "taken",
    ],
    [
      "one lot more",
      { order: { quantityE8: e8("100.001"), leverageE8: e8("2") } },
      "order_quantity_over_maximum: quantity 100.001 is over 100",
    ],
    ["the smallest order value", { order: { quantityE8: e8("0.05") } }, "taken"],
    [
      "one lot less than the smallest order value",
      { order: { quantityE8: e8("0.049") } },
      "order_notional_below_minimum: notional 4.9 USDT is under 5",
    ],
    [
      "leverage under 1",
      { order: { leverageE8: e8("0.99") } },
      "order_leverage_off_step: leverage 0.99 is under 1 or not a multiple of 0.01",
    ],
    [
      "leverage 0",
      { order: { leverageE8: 0n } },
      "order_leverage_off_step: leverage 0 is under 1 or not a multiple of 0.01",
    ],
    [
      "leverage between two steps",
      { order: { leverageE8: e8("2.005") } },
      "order_leverage_off_step: leverage 2.005 is under 1 or not a multiple of 0.01",
    ],
    ["the leverage of its tier", { order: { leverageE8: e8("100") } }, "taken"],
    [
      "leverage over its tier",
      { order: { leverageE8: e8("100.01") } },
      "order_leverage_over_tier: leverage 100.01 is over 100, the maximum at a notional of 100 USDT",
    ],
    [
      "more margin than the account has",
      { order: { quantityE8: e8("100"), leverageE8: e8("1") }, fees: "1" },
      "margin_insufficient: margin and fees of 10002 USDT are over the 10000 available",
    ],
    ["exactly the margin the account has", { order: { quantityE8: e8("100") } }, "taken"],
    [
      "a long with its stop at the last price",
      { order: { protection: protection("100", null) } },
      "protection_wrong_side: protection of a long at 100 is not on its side of 100",
    ],
    [
      "a long with its stop above",
      { order: { protection: protection("101", null) } },
      "protection_wrong_side: protection of a long at 101 is not on its side of 100",
    ],
    [
      "a long with its take-profit at the last price",
      { order: { protection: protection(null, "100") } },
      "protection_wrong_side: protection of a long at 100 is not on its side of 100",
    ],
    [
      "a short with its stop below",
      { order: { side: "Sell", protection: protection("99", null) } },
      "protection_wrong_side: protection of a short at 99 is not on its side of 100",
    ],
    [
      "a short with its take-profit above",
      { order: { side: "Sell", protection: protection(null, "101") } },
      "protection_wrong_side: protection of a short at 101 is not on its side of 100",
    ],
    [
      "a stop between two ticks",
      { order: { protection: protection("95.05", "110") } },
      "protection_off_tick: price 95.05 is not a positive multiple of 0.1",
    ],
    [
      "a stop at zero",
      { order: { protection: protection("0", "110") } },
      "protection_off_tick: price 0 is not a positive multiple of 0.1",
    ],
    [
      "an exit without a position",
      { order: anExit("Sell") },
      "reduce_only_flat: BTCUSDT has no position left to reduce",
    ],
    [
      "an exit of the position's side",
      { held: true, order: anExit("Buy") },
      "reduce_only_same_side: a reduce-only Buy would add to an open Buy position",
    ],
    [
      "an exit with protection",
      { held: true, order: anExit("Sell", { protection: protection("90", null) }) },
      "reduce_only_with_protection: a reduce-only order carries protection of its own",
    ],
    [
      "an exit between two lots",
      { held: true, order: anExit("Sell", { quantityE8: e8("0.0005") }) },
      "order_quantity_off_lot: quantity 0.0005 is not a multiple of 0.001",
    ],
    [
      "an exit larger than any market order",
      { held: true, order: anExit("Sell", { quantityE8: e8("500") }) },
      "taken",
    ],
    [
      "an exit of less than the smallest order value",
      { held: true, order: anExit("Sell", { quantityE8: e8("0.001") }) },
      "taken",
    ],
    [
      "an entry against an open position",
      { held: true, order: { side: "Sell", leverageE8: e8("2") } },
      "order_would_flip: a Sell entry meets an open Buy position of 1",
    ],
    [
      "adding with another leverage",
      { held: true, order: { leverageE8: e8("3") } },
      "order_leverage_differs: leverage 3 is not the 2 of the open position",
    ],
    ["adding with the same leverage", { held: true, order: { leverageE8: e8("2") } }, "taken"],
    [
      "adding the largest market order",
      { held: true, order: { quantityE8: e8("100"), leverageE8: e8("2") } },
      "taken",
    ],
    [
      "without a last price, rules of price wait for the fill",
      {
        lastUnknown: true,
        order: {
          quantityE8: e8("0.001"),
          leverageE8: e8("100"),
          protection: protection("120", "130"),
        },
      },
      "taken",
    ],
    [
      "without a last price a long's stop still lies below its take-profit",
      { lastUnknown: true, order: { protection: protection("130", "120") } },
      "protection_wrong_side: protection of a long at 120 is not on its side of 130",
    ],
    [
      "the same for a short",
      { lastUnknown: true, order: { side: "Sell", protection: protection("120", "130") } },
      "protection_wrong_side: protection of a short at 120 is not on its side of 130",
    ],
  ])("%s", ([, row, answer]) => {
    const account = anAccount(row.held ?? false);
    const before = structuredClone(account);
    const order = anOrder({ ...row.order, clientOrderId: "o9" });
    const result = acceptOrder({
      account,
      order,
      rules: aRule(),
      costs: row.fees === undefined ? FREE : costs(row.fees, "0"),
      lastE8: row.lastUnknown === true ? null : e8("100"),
    });
    expect(result.ok ? "taken" : `${result.refusal.code}: ${result.refusal.message}`).toBe(answer);
    expect(account).toEqual(before);
    const waiting = result.ok ? instrumentOf(result.value, "BTCUSDT").pending : [];
    expect(waiting.map((each) => each.clientOrderId)).toEqual(result.ok ? ["o9"] : []);
  });

  it("a position beyond the last risk tier", () => {
    const rules = aRule({ maxMarketQuantityE8: e8("1000") });
    const order = anOrder({ quantityE8: e8("500.001"), leverageE8: e8("50") });
    const result = acceptOrder({
      account: aRun({ wallet: "99999" }).account,
      order,
      rules,
      costs: FREE,
      lastE8: e8("100"),
    });
    expect(result.ok ? null : result.refusal).toMatchObject({
      code: "order_notional_over_tiers",
      message: "position notional 50000.1 USDT is over the last risk tier, 50000",
    });
  });
});
