import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExitPlan } from "#host/contract/journal.ts";
import type { Side } from "#host/contract/primitives.ts";
import { e8, formatE8, type E8 } from "#host/kernel/e8.ts";
import { barsHeld, decideExit, exitSignalCounts, type ExitInput } from "#host/kernel/exits.ts";
import { frozen } from "#test/kit/frozen.ts";
import { APPROVAL, BUNDLE } from "#test/kit/risk.ts";

const HOUR_MS = 3_600_000;
const ENTRY_BAR = 490_000;

interface Change extends Partial<Omit<ExitInput, "plan">> {
  readonly plan?: Partial<ExitPlan>;
}

/** A long from 100 with its stop at 99, filled at the open of an hour; at the close of its third bar. */
function anExit({ plan, ...change }: Change = {}): ExitInput {
  return frozen({
    plan: {
      takeProfitE8: String(e8("110")),
      stopLossE8: String(e8("99")),
      trigger: "last",
      trailingPct: null,
      breakevenPct: null,
      timeStopBars: null,
      exitWhen: "always",
      minHoldBars: 0,
      bundleSha256: BUNDLE,
      approval: APPROVAL,
      ...plan,
    },
    side: "Buy",
    entryPriceE8: e8("100"),
    entryMs: ENTRY_BAR * HOUR_MS,
    stopLossE8: e8("99"),
    timeframe: "1h",
    bar: ENTRY_BAR + 2,
    closeE8: e8("102"),
    exitSignal: false,
    tickE8: e8("0.01"),
    ...change,
  });
}

const SHORT: Change = { side: "Sell", stopLossE8: e8("101"), closeE8: e8("98") };

describe("an exit at a bar's close", () => {
  it.for<readonly [name: string, change: Change, exit: string | null]>([
    ["stays without any rule", {}, null],
    ["time stop, at its bar", { plan: { timeStopBars: 3 } }, "time_stop"],
    ["time stop, one bar before", { plan: { timeStopBars: 4 } }, null],
    [
      "time stop, caught up after bars that were missed",
      { plan: { timeStopBars: 3 }, bar: ENTRY_BAR + 9 },
      "time_stop",
    ],
    [
      "time stop of one bar, at the close of the bar that filled it",
      { plan: { timeStopBars: 1 }, bar: ENTRY_BAR },
      "time_stop",
    ],
    ["exit signal", { exitSignal: true }, "exit_signal"],
    [
      "exit signal held back by min_hold_bars",
      { exitSignal: true, plan: { minHoldBars: 4 } },
      null,
    ],
    ["exit signal at min_hold_bars", { exitSignal: true, plan: { minHoldBars: 3 } }, "exit_signal"],
    [
      "exit signal only in profit, in profit",
      { exitSignal: true, plan: { exitWhen: "in_profit" } },
      "exit_signal",
    ],
    [
      "exit signal only in profit, at the entry price",
      { exitSignal: true, closeE8: e8("100"), plan: { exitWhen: "in_profit" } },
      null,
    ],
    [
      "exit signal only in profit, in loss",
      { exitSignal: true, closeE8: e8("99.5"), plan: { exitWhen: "in_profit" } },
      null,
    ],
    [
      "exit signal only in loss, in loss",
      { exitSignal: true, closeE8: e8("99.5"), plan: { exitWhen: "in_loss" } },
      "exit_signal",
    ],
    [
      "exit signal only in loss, at the entry price",
      { exitSignal: true, closeE8: e8("100"), plan: { exitWhen: "in_loss" } },
      null,
    ],
    [
      "exit signal only in loss, in profit",
      { exitSignal: true, plan: { exitWhen: "in_loss" } },
      null,
    ],
    [
      "exit signal of a short only in profit, in profit",
      { ...SHORT, exitSignal: true, plan: { exitWhen: "in_profit" } },
      "exit_signal",
    ],
    [
      "exit signal of a short only in profit, in loss",
      { ...SHORT, closeE8: e8("100.5"), exitSignal: true, plan: { exitWhen: "in_profit" } },
      null,
    ],
    ["time stop before exit signal", { exitSignal: true, plan: { timeStopBars: 3 } }, "time_stop"],
  ])("%s", ([, change, exit]) => {
    expect(decideExit(anExit(change))).toEqual({ exit, moveStopTo: null });
  });
});

describe("a stop at a bar's close", () => {
  it.for<readonly [name: string, change: Change, stop: string | null]>([
    ["trails behind the close", { plan: { trailingPct: "1" } }, "100.98"],
    ["does not trail back", { plan: { trailingPct: "1" }, closeE8: e8("99.5") }, null],
    ["trails a short", { ...SHORT, plan: { trailingPct: "1" } }, "98.98"],
    ["breaks even at the distance", { plan: { breakevenPct: "2" } }, "100"],
    ["does not break even one step before it", { plan: { breakevenPct: "2.00000001" } }, null],
    ["breaks even for a short", { ...SHORT, plan: { breakevenPct: "2" } }, "100"],
    [
      "takes the tighter of both: trailing",
      { plan: { trailingPct: "1", breakevenPct: "2" } },
      "100.98",
    ],
    [
      "takes the tighter of both: break-even",
      { plan: { trailingPct: "2.5", breakevenPct: "2" } },
      "100",
    ],
    [
      "takes the tighter of both for a short",
      { ...SHORT, plan: { trailingPct: "2.5", breakevenPct: "2" } },
      "100",
    ],
    [
      "stays under the close when it trails by less than a tick",
      { plan: { trailingPct: "0.001" } },
      "101.99",
    ],
    [
      "does not move when the position closes anyway",
      { plan: { trailingPct: "1", timeStopBars: 1 } },
      null,
    ],
  ])("%s", ([, change, stop]) => {
    const { moveStopTo } = decideExit(anExit(change));
    expect(moveStopTo === null ? null : formatE8(moveStopTo)).toBe(stop);
  });
});

describe("bars held", () => {
  it.for<readonly [name: string, entryMs: number, bar: number, held: number]>([
    ["one at the close of the bar that filled it", ENTRY_BAR * HOUR_MS, ENTRY_BAR, 1],
    ["counted from the bar of a fill within it", ENTRY_BAR * HOUR_MS + 1_234, ENTRY_BAR + 1, 2],
    ["none before the fill's bar has closed", ENTRY_BAR * HOUR_MS, ENTRY_BAR - 1, 0],
  ])("are %s", ([, entryMs, bar, held]) => {
    expect(barsHeld({ entryMs, bar, timeframe: "1h" })).toBe(held);
  });
});

describe("laws of exits", () => {
  const close = fc.bigInt({ min: e8("99.01"), max: e8("120") });
  const pct = fc.option(fc.constantFrom("0.1", "1", "5"));

  it("over any run of closes the stop never loosens, and a restart between two bars changes nothing", () => {
    fc.assert(
      fc.property(
        fc.array(close, { maxLength: 40 }),
        pct,
        pct,
        (closes, trailingPct, breakevenPct) => {
          let stopLossE8: E8 = e8("99");
          let bestE8: E8 = 0n;
          for (const [at, closeE8] of closes.entries()) {
            if (closeE8 <= stopLossE8) return; // the venue has closed it inside the bar
            const plan = { trailingPct, breakevenPct };
            const { moveStopTo } = decideExit(
              anExit({ plan, stopLossE8, closeE8, bar: ENTRY_BAR + at }),
            );
            const moved = moveStopTo ?? stopLossE8;
            expect(moved >= stopLossE8 && moved < closeE8).toBe(true);
            stopLossE8 = moved;
            bestE8 = closeE8 > bestE8 ? closeE8 : bestE8;
            // The stop alone remembers the best close: it is at least its trailing distance.
            const trailE8 =
              trailingPct === null ? 0n : bestE8 - (bestE8 * e8(trailingPct)) / e8("100");
            expect(stopLossE8 >= trailE8 - e8("0.01")).toBe(true);
          }
        },
      ),
    );
  });

  it("an exit signal counts exactly when it closes", () => {
    const any = fc.record({
      closeE8: close,
      bar: fc.integer({ min: ENTRY_BAR, max: ENTRY_BAR + 9 }),
      side: fc.constantFrom<Side>("Buy", "Sell"),
    });
    const when = fc.constantFrom("always", "in_profit", "in_loss");
    fc.assert(
      fc.property(any, when, fc.nat({ max: 9 }), (change, exitWhen, minHoldBars) => {
        const input = anExit({ ...change, exitSignal: true, plan: { exitWhen, minHoldBars } });
        expect(decideExit(input).exit === "exit_signal").toBe(exitSignalCounts(input));
        expect(decideExit({ ...input, exitSignal: false }).exit).toBe(null);
      }),
    );
  });
});
