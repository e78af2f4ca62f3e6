import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { absE8, e8, ONE_E8, type E8 } from "#host/kernel/e8.ts";
import type { OrderRequest } from "#host/kernel/order.ts";
import { equityE8Of, instrumentOf, newAccount } from "#host/sim/account.ts";
import type { SimBar } from "#host/sim/bar.ts";
import { marketPriceE8 } from "#host/sim/costs.ts";
import type { SimEvent } from "#host/sim/events.ts";
import { matchBar } from "#host/sim/match.ts";
import { answered, COSTS, RULES, START, stories, tell, type Step } from "#test/kit/sim-stories.ts";

const RUNS = { numRuns: 300 };
const signedE8 = (fill: { side: string; quantityE8: E8 }): E8 =>
  fill.side === "Buy" ? fill.quantityE8 : -fill.quantityE8;
const fillsOf = (events: readonly SimEvent[]) => events.filter((event) => event.kind === "fill");

/** Start + cash in and out of every fill − fees + funding, with what is held counted at its entry price. */
function ledger(story: readonly Step[]) {
  const { account, events } = tell(story);
  let [cashE16, flowE8, coinsE8] = [0n, 0n, 0n];
  for (const event of events) {
    if (event.kind === "funding") flowE8 += event.amountE8;
    if (event.kind !== "fill") continue;
    flowE8 -= event.feeE8;
    cashE16 -= signedE8(event) * event.priceE8;
    coinsE8 += event.quantityE8;
  }
  const { position } = instrumentOf(account, "BTCUSDT");
  const heldE16 = position === null ? 0n : signedE8(position) * position.entryPriceE8;
  return {
    account,
    fills: fillsOf(events).length,
    coinsE8,
    expectedE16: (START + flowE8) * ONE_E8 + cashE16 + heldE16,
  };
}

describe("laws of the fill model", () => {
  it("conserves money: wallet = start + realised − fees + funding", () => {
    let closed = 0;
    fc.assert(
      fc.property(stories, (story) => {
        const { account, fills, coinsE8, expectedE16 } = ledger(story);
        closed += fills > 1 ? 1 : 0;
        // Half a unit per realised gain, and one unit per coin for every average that was rounded.
        const toleranceE16 = BigInt(fills) * (ONE_E8 + coinsE8);
        expect(absE8(account.walletE8 * ONE_E8 - expectedE16)).toBeLessThanOrEqual(toleranceE16);
      }),
      RUNS,
    );
    expect(closed).toBeGreaterThan(100);
  });

  it("conserves money to the last unit when no position is added to", () => {
    fc.assert(
      fc.property(stories, (story) => {
        let held = false;
        const single = story.map(({ bar, asks }) => ({
          bar,
          asks: asks.filter((ask) => {
            const entry = ask.kind === "order" && !ask.order.reduceOnly;
            const keep = !(entry && held);
            held ||= entry;
            return keep;
          }),
        }));
        const { account, expectedE16 } = ledger(single);
        // Ticks of 0.1 times lots of 0.001: nothing needs rounding.
        expect(account.walletE8 * ONE_E8).toBe(expectedE16);
      }),
      RUNS,
    );
  });

  it("values an account at its wallet plus the way from entry to mark", () => {
    fc.assert(
      fc.property(stories, (story) => {
        const { account } = tell(story);
        const { position, markE8 } = instrumentOf(account, "BTCUSDT");
        const wayE8 = (markE8 ?? 0n) - (position?.entryPriceE8 ?? 0n);
        const openE16 = position === null ? 0n : signedE8(position) * wayE8;
        const differenceE16 = (equityE8Of(account) - account.walletE8) * ONE_E8 - openE16;
        expect(absE8(differenceE16)).toBeLessThanOrEqual(ONE_E8 / 2n);
      }),
      RUNS,
    );
  });

  it("never lets a reduce-only order open, add to or turn a position, nor an entry turn one", () => {
    let exits = 0;
    fc.assert(
      fc.property(stories, (story) => {
        let heldE8 = 0n;
        const wrong = fillsOf(tell(story).events).filter((fill) => {
          const beforeE8 = heldE8;
          heldE8 += signedE8(fill);
          if (fill.role === "entry") return beforeE8 * signedE8(fill) < 0n;
          exits += 1;
          return heldE8 * beforeE8 < 0n || absE8(heldE8) >= absE8(beforeE8);
        });
        expect(wrong).toEqual([]);
      }),
      RUNS,
    );
    expect(exits).toBeGreaterThan(100);
  });

  it("gives every reduce-only order the role of an exit", () => {
    fc.assert(
      fc.property(stories, (story) => {
        const exits = new Set(
          story
            .flatMap(({ asks }) => asks)
            .flatMap((ask) =>
              ask.kind === "order" && ask.order.reduceOnly ? [ask.order.clientOrderId] : [],
            ),
        );
        const roles = fillsOf(tell(story).events)
          .filter((fill) => fill.clientOrderId !== null)
          .map((fill) => [fill.role, exits.has(fill.clientOrderId ?? "") ? "exit" : "entry"]);
        expect(roles.filter(([role, asked]) => role !== asked)).toEqual([]);
      }),
      RUNS,
    );
  });

  it("ignores bars it has seen, in whatever order they come again", () => {
    fc.assert(
      fc.property(stories, fc.array(fc.nat(), { maxLength: 60 }), (story, picks) => {
        const { account } = tell(story);
        const again = picks.flatMap((pick) => story[pick % story.length] ?? []);
        const changed = again.filter(
          ({ bar }) => matchBar(account, bar, RULES, COSTS).account !== account,
        );
        expect(changed).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("is deterministic and leaves its arguments alone", () => {
    fc.assert(
      fc.property(stories, (story) => {
        const copy = structuredClone(story);
        expect(tell(story)).toEqual(tell(copy));
        expect(story).toEqual(copy);
      }),
      { numRuns: 100 },
    );
  });

  it("spends no margin twice: after an entry the wallet covers the open margin", () => {
    fc.assert(
      fc.property(stories, (story) => {
        const short: Step[] = [];
        tell(story, (step, after, events) => {
          const entered = fillsOf(events).some((fill) => fill.role === "entry");
          const marginE8 = instrumentOf(after, "BTCUSDT").position?.marginE8 ?? 0n;
          if (entered && after.walletE8 < marginE8) short.push(step);
        });
        expect(short).toEqual([]);
      }),
      RUNS,
    );
  });

  it("a wider stop never fills earlier, and in the same bar never better", () => {
    fc.assert(
      fc.property(
        stories,
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 0, max: 99 }),
        fc.constantFrom("Buy" as const, "Sell" as const),
        (story, ticks, more, side) => {
          const bars = story.map(({ bar }) => bar);
          const narrow = stoppedAt(bars, side, ticks);
          const wide = stoppedAt(bars, side, ticks + more);
          expect(wide.at).toBeGreaterThanOrEqual(narrow.at);
          const gainE8 = wide.at === narrow.at ? wide.priceE8 - narrow.priceE8 : 0n;
          expect(side === "Buy" ? gainE8 : -gainE8).toBeLessThanOrEqual(0n);
        },
      ),
      RUNS,
    );
  });

  it("a market price is on the tick and never better than the market", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 14n }),
        fc.bigInt({ min: 0n, max: e8("20000") }),
        (priceE8, slippageBpsE8) => {
          const charged = { takerFeeBpsE8: 0n, slippageBpsE8 };
          const buyE8 = marketPriceE8("Buy", priceE8, charged, RULES.tickE8);
          const sellE8 = marketPriceE8("Sell", priceE8, charged, RULES.tickE8);
          expect(buyE8 % RULES.tickE8).toBe(0n);
          expect(sellE8 % RULES.tickE8).toBe(0n);
          expect(buyE8).toBeGreaterThanOrEqual(priceE8);
          expect(sellE8 <= priceE8 || sellE8 === RULES.tickE8).toBe(true);
          expect(sellE8).toBeGreaterThan(0n);
        },
      ),
      RUNS,
    );
  });
});

/** Where a position that enters at the second bar is stopped; never is at infinity. */
function stoppedAt(
  bars: readonly SimBar[],
  side: "Buy" | "Sell",
  ticks: number,
): { at: number; priceE8: E8 } {
  const [first, ...rest] = bars;
  const never = { at: Number.POSITIVE_INFINITY, priceE8: 0n };
  if (first === undefined) return never;
  const wayE8 = BigInt(ticks) * RULES.tickE8;
  const belowE8 = first.closeE8 > wayE8 ? first.closeE8 - wayE8 : RULES.tickE8;
  const stopLossE8 = side === "Buy" ? belowE8 : first.closeE8 + wayE8;
  const order: OrderRequest = {
    clientOrderId: "o",
    instrument: "BTCUSDT",
    side,
    type: "market",
    quantityE8: e8("1"),
    reduceOnly: false,
    leverageE8: e8("1"),
    protection: { stopLossE8, takeProfitE8: null, trigger: "last" },
  };
  let account = matchBar(newAccount(START), first, RULES, COSTS).account;
  account = answered(account, { kind: "order", order });
  for (const [at, bar] of rest.entries()) {
    const matched = matchBar(account, bar, RULES, COSTS);
    account = matched.account;
    const stop = fillsOf(matched.events).find((fill) => fill.role === "stop_loss");
    if (stop !== undefined) return { at, priceE8: stop.priceE8 };
  }
  return never;
}
