import { describe, expect, it } from "vitest";
import { e8 } from "#host/kernel/e8.ts";
import { aBar, aRule, aRun, anOrder, costs, protection, send, show, spell } from "#test/kit/sim.ts";

/** The bar before the entry; orders are taken at its close of 100. Bar 1 is the bar that fills them. */
const BEFORE = "100 101 99 100";

interface Case {
  readonly side?: "Buy" | "Sell";
  readonly sl?: string | null;
  readonly tp?: string | null;
  readonly leverage?: string;
  readonly slippage?: string;
  /** Bars 1, 2 …: open high low close. */
  readonly bars: readonly string[];
}

/** Funding is off (the rule settles every day, bar 24): one thing per row. */
const DAILY = aRule({ fundingIntervalMin: 1_440 });

function play(row: Case) {
  const settings = { rules: DAILY, costs: costs("0", row.slippage ?? "0") };
  const run = aRun();
  show(run, aBar(0, BEFORE), settings);
  const order = anOrder({
    side: row.side ?? "Buy",
    leverageE8: e8(row.leverage ?? "1"),
    protection: protection(row.sl ?? null, row.tp ?? null),
  });
  send(run, order, settings);
  row.bars.forEach((prices, at) => show(run, aBar(at + 1, prices), settings));
  return run;
}

describe("one position, bar by bar", () => {
  it.for<[name: string, row: Case, expected: string[]]>([
    [
      "a market order taken at a close fills at the next open, not at the close",
      { bars: ["103 104 102 103"] },
      ["entry Buy 1 @103 #1"],
    ],
    [
      "slippage is against a buyer and rounded up to the tick",
      { slippage: "1", bars: ["100 101 99 100"] },
      ["entry Buy 1 @100.1 #1"],
    ],
    [
      "slippage is against a seller and rounded down to the tick",
      { side: "Sell", slippage: "1", bars: ["100 101 99 100"] },
      ["entry Sell 1 @99.9 #1"],
    ],
    [
      "an open between two ticks is rounded against the trader although nothing slips",
      { bars: ["100.04 101 99 100"] },
      ["entry Buy 1 @100.1 #1"],
    ],
    [
      "a low one tick above the stop leaves the long open",
      { sl: "95", bars: ["100 101 95.1 100"] },
      ["entry Buy 1 @100 #1"],
    ],
    [
      "a low that touches the stop triggers it, in the bar of the entry too",
      { sl: "95", bars: ["100 101 95 100"] },
      ["entry Buy 1 @100 #1", "stop_loss Sell 1 @95 #1"],
    ],
    [
      "a high that touches the stop of a short triggers it",
      { side: "Sell", sl: "105", bars: ["100 105 99 100"] },
      ["entry Sell 1 @100 #1", "stop_loss Buy 1 @105 #1"],
    ],
    [
      "a triggered stop is a market order: it slips beyond its level",
      { sl: "95", slippage: "20", bars: ["100 101 94 95"] },
      ["entry Buy 1 @100.2 #1", "stop_loss Sell 1 @94.8 #1"],
    ],
    [
      "a high one tick below the take-profit leaves the long open",
      { tp: "110", bars: ["100 109.9 99 100"] },
      ["entry Buy 1 @100 #1"],
    ],
    [
      "a high that touches the take-profit triggers it",
      { tp: "110", bars: ["100 101 99 100", "100 110 99 100"] },
      ["entry Buy 1 @100 #1", "take_profit Sell 1 @110 #2"],
    ],
    [
      "a low that touches the take-profit of a short triggers it",
      { side: "Sell", tp: "90", bars: ["100 101 90 100"] },
      ["entry Sell 1 @100 #1", "take_profit Buy 1 @90 #1"],
    ],
    [
      "a triggered take-profit slips too",
      { side: "Sell", tp: "90", slippage: "20", bars: ["100 101 90 100"] },
      ["entry Sell 1 @99.8 #1", "take_profit Buy 1 @90.2 #1"],
    ],
    [
      "stop and take-profit in one bar: the stop counts, the other is reported",
      { sl: "95", tp: "110", bars: ["100 111 94 100"] },
      ["entry Buy 1 @100 #1", "stop_loss Sell 1 @95 or @110 #1"],
    ],
    [
      "the same for a short",
      { side: "Sell", sl: "105", tp: "90", bars: ["100 105 90 100"] },
      ["entry Sell 1 @100 #1", "stop_loss Buy 1 @105 or @90 #1"],
    ],
    [
      "a gap beyond the stop fills at the open, which is worse",
      { sl: "95", bars: ["100 101 99 100", "90 96 89 95"] },
      ["entry Buy 1 @100 #1", "stop_loss Sell 1 @90 #2"],
    ],
    [
      "a gap that opens exactly at the stop fills there",
      { sl: "95", bars: ["100 101 99 100", "95 96 95 95"] },
      ["entry Buy 1 @100 #1", "stop_loss Sell 1 @95 #2"],
    ],
    [
      "a gap beyond the stop of a short fills at the open",
      { side: "Sell", sl: "105", bars: ["100 101 99 100", "112 113 104 104"] },
      ["entry Sell 1 @100 #1", "stop_loss Buy 1 @112 #2"],
    ],
    [
      "a gap beyond the take-profit fills at its level: a better open is not given",
      { tp: "110", bars: ["100 101 99 100", "120 121 119 120"] },
      ["entry Buy 1 @100 #1", "take_profit Sell 1 @110 #2"],
    ],
    [
      "a gap beyond the take-profit is not ambiguous, however low the bar goes later",
      { sl: "95", tp: "110", bars: ["100 101 99 100", "120 121 90 95"] },
      ["entry Buy 1 @100 #1", "take_profit Sell 1 @110 #2"],
    ],
    [
      "an entry that opens beyond its own stop is stopped at once, at the open",
      { sl: "95", tp: "110", bars: ["92 93 91 92"] },
      ["entry Buy 1 @92 #1", "stop_loss Sell 1 @92 #1"],
    ],
    [
      "an entry that opens beyond its own take-profit closes at the open: that level never rested",
      { sl: "95", tp: "110", bars: ["115 116 114 115"] },
      ["entry Buy 1 @115 #1", "take_profit Sell 1 @115 #1"],
    ],
    [
      "without protection nothing triggers",
      { bars: ["100 150 50 100", "100 150 50 100"] },
      ["entry Buy 1 @100 #1"],
    ],
    [
      "after the exit the position is gone: the next bar does nothing",
      { sl: "95", bars: ["100 101 90 90", "90 91 80 80"] },
      ["entry Buy 1 @100 #1", "stop_loss Sell 1 @95 #1"],
    ],
    [
      "leverage 10, no stop: liquidated at 90.5, closed at the bankruptcy price",
      { leverage: "10", bars: ["100 101 90.5 100"] },
      ["entry Buy 1 @100 #1", "liquidation Sell 1 @90 #1"],
    ],
    [
      "one tick above the liquidation price it lives",
      { leverage: "10", bars: ["100 101 90.6 100"] },
      ["entry Buy 1 @100 #1"],
    ],
    [
      "a short of leverage 10 is liquidated at 109.5",
      { side: "Sell", leverage: "10", bars: ["100 109.5 99 100"] },
      ["entry Sell 1 @100 #1", "liquidation Buy 1 @110 #1"],
    ],
    [
      "a stop behind the liquidation price never gets its turn",
      { leverage: "10", sl: "90", bars: ["100 101 85 90"] },
      ["entry Buy 1 @100 #1", "liquidation Sell 1 @90 #1"],
    ],
    [
      "a stop exactly at the liquidation price: liquidation",
      { leverage: "10", sl: "90.5", bars: ["100 101 85 90"] },
      ["entry Buy 1 @100 #1", "liquidation Sell 1 @90 #1"],
    ],
    [
      "a stop before the liquidation price saves the position from a falling bar",
      { leverage: "10", sl: "95", bars: ["100 101 85 90"] },
      ["entry Buy 1 @100 #1", "stop_loss Sell 1 @95 #1"],
    ],
    [
      "but not from a gap beyond the liquidation price",
      { leverage: "10", sl: "95", bars: ["100 101 99 100", "90.5 96 90 95"] },
      ["entry Buy 1 @100 #1", "liquidation Sell 1 @90 #2"],
    ],
    [
      "liquidation and take-profit in one bar: liquidation counts, the other is reported",
      { leverage: "10", tp: "110", bars: ["100 111 80 100"] },
      ["entry Buy 1 @100 #1", "liquidation Sell 1 @90 or @110 #1"],
    ],
    [
      "a long of leverage 1 is liquidated when 0.5 % is left",
      { bars: ["100 101 0.5 1"] },
      ["entry Buy 1 @100 #1", "liquidation Sell 1 @0 #1"],
    ],
  ])("%s", ([, row, expected]) => {
    const run = play(row);
    expect(run.events.map(spell)).toEqual(expected);
    expect(run.ambiguous).toBe(expected.some((line) => line.includes(" or ")));
  });
});
