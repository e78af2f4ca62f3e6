// Random stories for laws: bars of a walk in ticks, and what is asked of the venue at each close.

import fc from "fast-check";
import { e8, ONE_E8, type E8 } from "#host/kernel/e8.ts";
import type { OrderRequest } from "#host/kernel/order.ts";
import { acceptOrder } from "#host/sim/accept.ts";
import { instrumentOf, newAccount, type SimAccount } from "#host/sim/account.ts";
import type { SimBar } from "#host/sim/bar.ts";
import type { SimEvent } from "#host/sim/events.ts";
import { matchBar } from "#host/sim/match.ts";
import { changeProtection } from "#host/sim/protection.ts";
import { aRule, costs, HOUR_MS } from "./sim.ts";

export const RULES = aRule({ fundingIntervalMin: 120, maxMarketQuantityE8: e8("1000") });
export const COSTS = costs("5.5", "3");
export const START = e8("10000");

/** What happens at one bar: the bar, then what is asked of the venue at its close, in order. */
export interface Step {
  readonly bar: SimBar;
  readonly asks: readonly Ask[];
}
export type Ask =
  | { readonly kind: "order"; readonly order: OrderRequest }
  | { readonly kind: "protect"; readonly stop: E8; readonly profit: E8 };

const tenths = (min: number, max: number) =>
  fc.integer({ min: min * 10, max: max * 10 }).map((n) => BigInt(n) * (ONE_E8 / 10n));
const moves = fc.record({
  open: fc.integer({ min: -40, max: 40 }),
  up: fc.nat(80),
  down: fc.nat(80),
  close: fc.double({ min: 0, max: 1, noNaN: true }),
  rate: fc.option(fc.integer({ min: -300, max: 300 }).map((n) => n / 100_000)),
});
const wishes = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("order" as const),
      side: fc.constantFrom("Buy" as const, "Sell" as const),
      quantity: fc.integer({ min: 1, max: 20_000 }),
      reduceOnly: fc.boolean(),
      leverage: fc.constantFrom("1", "5", "20", "50"),
      stop: fc.integer({ min: 1, max: 100 }),
      profit: fc.integer({ min: 1, max: 100 }),
      bare: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("protect" as const),
      stop: tenths(50, 150),
      profit: tenths(50, 150),
    }),
  },
);

type Wish = typeof wishes extends fc.Arbitrary<infer W> ? W : never;

/** A random walk in ticks that never reaches zero, with up to three asks at each close. */
export const stories = fc
  .array(fc.tuple(moves, fc.array(wishes, { maxLength: 3 })), { minLength: 1, maxLength: 40 })
  .map((list) => {
    let last = 1_000;
    return list.map(([move, wished], at): Step => {
      const open = Math.max(100, last + move.open);
      const [high, low] = [open + move.up, Math.max(50, open - move.down)];
      last = Math.round(low + (high - low) * move.close);
      const ticks = (n: number): E8 => BigInt(n) * RULES.tickE8;
      const bar = {
        instrument: "BTCUSDT",
        openMs: at * HOUR_MS,
        closeMs: (at + 1) * HOUR_MS,
        openE8: ticks(open),
        highE8: ticks(high),
        lowE8: ticks(low),
        closeE8: ticks(last),
        fundingRate: move.rate,
      };
      return { bar, asks: wished.map((wish, n) => askOf(wish, `o${at}-${n}`, last)) };
    });
  });

function askOf(wish: Wish, clientOrderId: string, last: number): Ask {
  if (wish.kind === "protect") return wish;
  const ticks = (n: number): E8 => BigInt(n) * RULES.tickE8;
  const sign = wish.side === "Buy" ? -1 : 1;
  const levels = {
    stopLossE8: ticks(last + sign * wish.stop),
    takeProfitE8: ticks(last - sign * wish.profit),
    trigger: "last" as const,
  };
  const order: OrderRequest = {
    clientOrderId,
    instrument: "BTCUSDT",
    side: wish.side,
    type: "market",
    quantityE8: BigInt(wish.quantity) * RULES.lotE8,
    reduceOnly: wish.reduceOnly,
    leverageE8: e8(wish.leverage),
    protection: wish.reduceOnly || wish.bare ? null : levels,
  };
  return { kind: "order", order };
}

export interface Told {
  readonly account: SimAccount;
  readonly events: readonly SimEvent[];
}

export function tell(
  story: readonly Step[],
  watch: (step: Step, after: SimAccount, events: readonly SimEvent[]) => void = () => {},
): Told {
  let account = newAccount(START);
  const events: SimEvent[] = [];
  for (const step of story) {
    const { bar, asks } = step;
    const matched = matchBar(account, bar, RULES, COSTS);
    watch(step, matched.account, matched.events);
    account = matched.account;
    events.push(...matched.events);
    account = asks.reduce(answered, account);
  }
  return { account, events };
}

export function answered(account: SimAccount, ask: Ask): SimAccount {
  const lastE8 = instrumentOf(account, "BTCUSDT").markE8;
  const result =
    ask.kind === "order"
      ? acceptOrder({ account, order: ask.order, rules: RULES, costs: COSTS, lastE8 })
      : changeProtection(
          account,
          "BTCUSDT",
          { stopLossE8: ask.stop, takeProfitE8: ask.profit, trigger: "last" },
          lastE8,
          RULES,
        );
  return result.ok ? result.value : account;
}
