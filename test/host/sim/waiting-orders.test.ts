import { describe, expect, it } from "vitest";
import { e8 } from "#host/kernel/e8.ts";
import {
  aBar,
  aRule,
  aRun,
  anExit,
  anOrder,
  costs,
  feesOf,
  FREE,
  protection,
  send,
  show,
  spell,
  walletOf,
} from "#test/kit/sim.ts";

/** The bar before the entry; orders are taken at its close of 100. */
const BEFORE = "100 101 99 100";
/** Funding is off: the rule settles every day, and no story is that long. */
const DAILY = aRule({ fundingIntervalMin: 1_440 });

describe("waiting orders", () => {
  const settings = { rules: DAILY };
  /** A long of 1 at 100, open since bar 1. */
  function long(sl: string | null = "95", tp: string | null = "110") {
    const run = aRun();
    show(run, aBar(0, BEFORE), settings);
    send(run, anOrder({ protection: protection(sl, tp) }), settings);
    show(run, aBar(1, BEFORE), settings);
    run.events.length = 0;
    return run;
  }

  it("an exit fills at the next open", () => {
    const run = long();
    send(run, anExit("Sell"), settings);
    show(run, aBar(2, "102 103 101 102"), settings);
    expect(run.events.map(spell)).toEqual(["exit Sell 1 @102 #2"]);
    expect(walletOf(run)).toBe("10002");
  });

  it("an exit at the open comes before a stop that the same open passes", () => {
    const run = long();
    send(run, anExit("Sell"), settings);
    show(run, aBar(2, "90 91 89 90"), settings);
    expect(run.events.map(spell)).toEqual(["exit Sell 1 @90 #2"]);
  });

  it("a liquidation by a gap comes before a waiting exit, which then finds nothing", () => {
    const run = aRun();
    show(run, aBar(0, BEFORE), settings);
    send(run, anOrder({ leverageE8: e8("10") }), settings);
    show(run, aBar(1, BEFORE), settings);
    send(run, anExit("Sell"), settings);
    show(run, aBar(2, "85 86 84 85"), settings);
    expect(run.events.slice(1).map(spell)).toEqual([
      "liquidation Sell 1 @90 #2",
      "cancelled x1 reduce_only_flat #2",
    ]);
    expect(walletOf(run)).toBe("9990");
  });

  it("an exit larger than the position closes it and no more", () => {
    const run = long();
    send(run, anExit("Sell", { quantityE8: e8("7") }), settings);
    show(run, aBar(2, "100 101 99 100"), settings);
    expect(run.events.map(spell)).toEqual(["exit Sell 1 @100 #2"]);
    expect(run.account.instruments["BTCUSDT"]?.position).toBeNull();
  });

  it("a smaller exit leaves the rest under its protection, with its share of the margin", () => {
    const run = long();
    send(run, anExit("Sell", { quantityE8: e8("0.25") }), settings);
    show(run, aBar(2, "100 101 99 100"), settings);
    show(run, aBar(3, "100 101 94 95"), settings);
    expect(run.events.map(spell)).toEqual(["exit Sell 0.25 @100 #2", "stop_loss Sell 0.75 @95 #3"]);
    expect(walletOf(run)).toBe("9996.25");
  });

  it("of two exits that each close the whole, the second is refused while both wait", () => {
    const run = long();
    send(run, anExit("Sell"), settings);
    expect(() => send(run, anExit("Sell", { clientOrderId: "x2" }), settings)).toThrow(
      /reduce_only_flat/,
    );
  });

  it("exit and opposite entry at one close turn the position at one open", () => {
    const run = long();
    send(run, anExit("Sell"), settings);
    const turn = {
      clientOrderId: "o2",
      side: "Sell",
      protection: protection("106", "91"),
    } as const;
    send(run, anOrder(turn), settings);
    show(run, aBar(2, "101 102 95 95"), settings);
    expect(run.events.map(spell)).toEqual(["exit Sell 1 @101 #2", "entry Sell 1 @101 #2"]);
    expect(run.account.instruments["BTCUSDT"]?.position?.protection).toEqual(
      protection("106", "91"),
    );
  });

  it("an entry waits over a gap in the bars and fills at the open behind it", () => {
    const run = aRun();
    show(run, aBar(0, BEFORE), settings);
    send(run, anOrder(), settings);
    show(run, aBar(7, "104 105 103 104"), settings);
    expect(run.events.map(spell)).toEqual(["entry Buy 1 @104 #7"]);
  });

  it("an entry that the open has made too dear is cancelled, and its reservation freed", () => {
    const run = aRun({ wallet: "101" });
    show(run, aBar(0, BEFORE), settings);
    send(run, anOrder(), settings);
    show(run, aBar(1, "102 103 101 102"), settings);
    expect(run.events.map(spell)).toEqual(["cancelled o1 margin_insufficient #1"]);
    expect(walletOf(run)).toBe("101");
    send(run, anOrder({ clientOrderId: "o2", quantityE8: e8("0.9") }), settings);
  });

  it("adding to a position averages the entry against the trader and adds the margins", () => {
    const run = long();
    send(run, anOrder({ clientOrderId: "o2", quantityE8: e8("0.06") }), settings);
    show(run, aBar(2, "101 102 100 101"), settings);
    const position = run.account.instruments["BTCUSDT"]?.position;
    // (1 × 100 + 0.06 × 101) ÷ 1.06 = 100.056603773…
    expect(position?.entryPriceE8).toBe(e8("100.05660378"));
    expect(position?.quantityE8).toBe(e8("1.06"));
    expect(position?.marginE8).toBe(e8("106.06"));
    expect(position?.protection).toEqual(protection("95", "110"));
  });
});

describe("costs", () => {
  it("charges the taker fee of the notional, rounded up, on both fills", () => {
    const charged = { rules: DAILY, costs: costs("5.5", "0") };
    const run = aRun();
    show(run, aBar(0, BEFORE), charged);
    send(run, anOrder({ quantityE8: e8("0.051"), protection: protection("95", null) }), charged);
    show(run, aBar(1, "100.3 100.3 94 94"), charged);
    // 0.051 × 100.3 × 5.5 bps = 0.002813415 and 0.051 × 95 × 5.5 bps = 0.00266475
    expect(run.events.map((event) => (event.kind === "fill" ? event.feeE8 : 0n))).toEqual([
      281_342n,
      266_475n,
    ]);
    expect(feesOf(run.events)).toBe(547_817n);
  });

  it("a liquidation takes the whole margin and a fee at the bankruptcy price", () => {
    const charged = { rules: DAILY, costs: costs("10", "0") };
    const run = aRun();
    show(run, aBar(0, BEFORE), charged);
    send(run, anOrder({ leverageE8: e8("10") }), charged);
    show(run, aBar(1, "100 101 80 80"), charged);
    // 10000 − fee 0.1 − margin 10 − fee 0.09
    expect(walletOf(run)).toBe("9989.81");
  });

  it("costs nothing when nothing is charged", () => {
    const run = aRun();
    show(run, aBar(0, BEFORE), { costs: FREE });
    expect(walletOf(run)).toBe("10000");
  });
});
