import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { e8, ONE_E8 } from "#host/kernel/e8.ts";
import type { OrderRequest } from "#host/kernel/order.ts";
import type { FeedBar } from "#host/ports.ts";
import { anOrder, protection } from "#test/kit/sim.ts";
import { aFeedBar, aFolder, aStep } from "#test/kit/venue.ts";
import {
  runThroughCrashes,
  type Action,
  type Chapter,
  type Outcome,
} from "#test/kit/paper-crash.ts";

const NEVER: ReadonlySet<number> = new Set();

const side = fc.constantFrom("Buy" as const, "Sell" as const);
const instrument = fc.constantFrom("BTCUSDT", "ETHUSDT");
const wish = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("place" as const),
      instrument,
      side,
      lots: fc.integer({ min: 50, max: 4_000 }),
      reduceOnly: fc.boolean(),
      leverage: fc.constantFrom("1", "10", "40"),
      stop: fc.integer({ min: 1, max: 60 }),
      profit: fc.integer({ min: 1, max: 60 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("protect" as const),
      instrument,
      level: fc.integer({ min: 500, max: 1_500 }),
    }),
  },
);
type Wish = typeof wish extends fc.Arbitrary<infer W> ? W : never;
const move = fc.record({
  gap: fc.integer({ min: -30, max: 30 }),
  up: fc.nat(50),
  down: fc.nat(50),
  rate: fc.option(fc.integer({ min: -200, max: 200 }).map((n) => n / 100_000)),
});

/** BTCUSDT by the hour, ETHUSDT every two hours; prices walk in ticks of 0.1 around 100. */
const stories = fc
  .array(fc.tuple(move, move, fc.array(wish, { maxLength: 2 })), { minLength: 2, maxLength: 12 })
  .map((list): Chapter[] => {
    const last = { BTCUSDT: 1_000, ETHUSDT: 1_000 };
    const bar = (
      id: keyof typeof last,
      at: number,
      { gap, up, down, rate }: (typeof list)[0][0],
    ): FeedBar => {
      const open = Math.max(300, last[id] + gap);
      const prices = [open, open + up, open - down, open + up - Math.min(up, down)];
      last[id] = prices[3] ?? open;
      const timeframe = id === "BTCUSDT" ? ("1h" as const) : ("2h" as const);
      const text = prices.map((ticks) => (ticks / 10).toString()).join(" ");
      return aFeedBar(at, text, { instrument: id, timeframe, funding: rate });
    };
    return list.map(([btc, eth, wishes], at) => {
      const bars = [bar("BTCUSDT", at, btc)];
      if (at % 2 === 1) bars.push(bar("ETHUSDT", at - 1, eth));
      return {
        step: aStep(...bars),
        actions: wishes.map((each, n) => actionOf(each, `o${at}-${n}`, last)),
      };
    });
  });

function actionOf(wished: Wish, clientOrderId: string, last: Record<string, number>): Action {
  const price = (ticks: number): bigint => BigInt(Math.max(1, ticks)) * (ONE_E8 / 10n);
  const id = wished.instrument;
  if (wished.kind === "protect") {
    const levels = {
      stopLossE8: price(wished.level),
      takeProfitE8: null,
      trigger: "last" as const,
    };
    return { kind: "protect", instrument: id, protection: levels };
  }
  const sign = wished.side === "Buy" ? -1 : 1;
  const lastTicks = last[id] ?? 1_000;
  const order = anOrder({
    clientOrderId,
    instrument: id,
    side: wished.side,
    quantityE8: BigInt(wished.lots) * e8("0.001"),
    reduceOnly: wished.reduceOnly,
    leverageE8: e8(wished.leverage),
    protection: wished.reduceOnly
      ? null
      : {
          stopLossE8: price(lastTicks + sign * wished.stop),
          takeProfitE8: price(lastTicks - sign * wished.profit),
          trigger: "last",
        },
  });
  return { kind: "place", order };
}

async function told(
  story: readonly Chapter[],
  crashes: ReadonlySet<number>,
  showsAgain = true,
): Promise<Outcome> {
  using folder = aFolder();
  return await runThroughCrashes(folder.path, story, { crashes, showsAgain });
}

function at(bar: number, btc: string, eth: string | null, actions: readonly Action[]): Chapter {
  const bars = [aFeedBar(bar, btc)];
  const two = { instrument: "ETHUSDT", timeframe: "2h" as const };
  if (eth !== null) bars.push(aFeedBar(bar - 1, eth, two));
  return { step: aStep(...bars), actions };
}
function place(clientOrderId: string, change: Partial<OrderRequest>): Action {
  return { kind: "place", order: anOrder({ clientOrderId, ...change }) };
}
const exit = { reduceOnly: true } as const;

/** Every kind of write: entries that are stopped, taken and turned, a rejection, a cancellation, moved protection, funding. */
const STORY: readonly Chapter[] = [
  at(4, "100", null, [place("a", { protection: protection("95", "120") })]),
  at(5, "100", "50", [
    place("b", { instrument: "ETHUSDT", side: "Sell", protection: protection("60", "45") }),
    { kind: "protect", instrument: "BTCUSDT", protection: protection("97", "120") },
  ]),
  at(6, "100 101 96 98", null, [place("c", { protection: protection("99", "120") })]),
  at(7, "98", "50", [place("d", { side: "Sell", protection: protection("105", "80") })]),
  at(8, "99", null, [
    place("e", { side: "Buy", ...exit }),
    place("f", { protection: protection("90", "130") }),
  ]),
  at(9, "100", "48 49 44 46", [place("g", { side: "Sell", quantityE8: e8("0.5"), ...exit })]),
  at(10, "100", null, [place("h", { side: "Sell", quantityE8: e8("0.5"), ...exit })]),
  at(11, "80", "46", [place("i", { quantityE8: e8("99"), leverageE8: e8("1") })]),
  at(12, "300", null, []),
];

describe("a host that dies at a write of the paper venue", () => {
  it("ends with the same account wherever it dies, once", async () => {
    const whole = await told(STORY, NEVER);
    const { events } = whole.final as { events: { kind: string; role?: string }[] };
    expect(new Set(events.map(({ kind, role }) => role ?? kind))).toEqual(
      new Set(["entry", "exit", "stop_loss", "take_profit", "funding", "order_cancelled"]),
    );
    expect(whole.answers).toContainEqual(expect.objectContaining({ status: "rejected" }));
    for (let death = 0; death < whole.announcements; death += 1) {
      const crashed = await told(STORY, new Set([death]));
      expect(crashed.deaths, `announcement ${death}`).toBe(1);
      expect(crashed.final, `announcement ${death}`).toEqual(whole.final);
      expect(crashed.answers, `announcement ${death}`).toEqual(whole.answers);
    }
  });

  it("ends with the same account when every announcement of a life kills it once", async () => {
    const whole = await told(STORY, NEVER);
    // A crash makes the next life announce again: every second announcement gets through.
    const crashed = await told(STORY, new Set(Array.from({ length: 400 }, (_, at) => at * 2)));
    expect(crashed.deaths).toBeGreaterThan(15);
    expect(crashed.final).toEqual(whole.final);
    expect(crashed.answers).toEqual(whole.answers);
  });

  it("ends with the same account for any story and any crashes", async () => {
    let [deaths, events] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        stories,
        fc.uniqueArray(fc.nat(15), { minLength: 1, maxLength: 4 }),
        async (chapters, crashes) => {
          const whole = await told(chapters, NEVER);
          const crashed = await told(chapters, new Set(crashes));
          deaths += crashed.deaths;
          events += (whole.final as { events: unknown[] }).events.length;
          expect(crashed.final).toEqual(whole.final);
          expect(crashed.answers).toEqual(whole.answers);
        },
      ),
      { numRuns: 25 },
    );
    expect(deaths).toBeGreaterThan(20);
    expect(events).toBeGreaterThan(20);
  });

  it("never doubles an order and never loses an acknowledged one, even if no bar is shown again", async () => {
    const whole = await told(STORY, NEVER);
    for (let death = 0; death < whole.announcements; death += 1) {
      const crashed = await told(STORY, new Set([death]), false);
      const ids = (crashed.final as { events: { clientOrderId?: string | null }[] }).events
        .map((event) => event.clientOrderId)
        .filter((id) => id !== undefined && id !== null);
      expect(new Set(ids).size).toBe(ids.length);
      const { orders } = crashed.final as { orders: unknown[] };
      expect(orders.filter((status) => status === null)).toEqual([]);
    }
  });
});
