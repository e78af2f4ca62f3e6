/** What a strategy may look at: frames that share their anchors, holes that are filled or refused, inputs that have closed. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Timeframe } from "#host/contract/candles.ts";
import { SlotWindow, type InputSpec, type SeriesSpec, type WindowBar } from "#host/cell/window.ts";
import { inputWindow } from "#host/kernel/align.ts";
import { anchorOf, closeTimeMsOf } from "#host/kernel/timeframe.ts";
import type { FeedBar, FeedStep } from "#host/ports.ts";
import { aCandle } from "#test/kit/feed.ts";

const main = (lookback: number, needs: SeriesSpec["needs"] = []): SeriesSpec => ({
  instrument: "BTCUSDT",
  timeframe: "5m",
  lookback,
  needs,
});
const input = (change: Partial<InputSpec> = {}): InputSpec => ({
  name: "hour",
  instrument: "BTCUSDT",
  timeframe: "1h",
  lookback: 2,
  needs: [],
  ...change,
});

function aBar(bar: number, timeframe: Timeframe = "5m", instrument = "BTCUSDT"): FeedBar {
  const candle = aCandle(bar, {}, timeframe);
  return { instrument, timeframe, bar, candle, availableAtMs: closeTimeMsOf(bar, timeframe) };
}
const aStep = (...bars: readonly FeedBar[]): FeedStep => ({
  closeMs: Math.max(...bars.map(({ bar, timeframe }) => closeTimeMsOf(bar, timeframe))),
  bars,
});
/** 5m bars, and the 1h bar of every hour that ends with one. */
function hours(from: number, to: number): readonly FeedStep[] {
  return Array.from({ length: to - from }, (_, i) => {
    const bar = from + i;
    return (bar + 1) % 12 === 0
      ? aStep(aBar(bar), aBar((bar + 1) / 12 - 1, "1h"))
      : aStep(aBar(bar));
  });
}

function shown(window: SlotWindow, steps: readonly FeedStep[]): readonly WindowBar[] {
  return steps.flatMap((step) => window.push(step) ?? []);
}
const states = (bars: readonly WindowBar[]): string =>
  bars
    .map(({ state }) => (state.kind === "refused" ? state.refusal.code : state.kind[0]))
    .join(" ");
const run = (from: number, to: number): FeedStep[] =>
  Array.from({ length: to - from }, (_, i) => aStep(aBar(from + i)));

describe("a window", () => {
  it("warms up until a whole window lies behind the bar, and says how long", () => {
    const bars = shown(new SlotWindow(main(3), []), run(9, 14));
    expect(states(bars)).toBe("w w w e e");
    const [first] = bars;
    expect(first?.state).toEqual({ kind: "warming_up", barsNeeded: 3 });
  });

  it("ignores other series, other pairs and bars that it has seen", () => {
    const window = new SlotWindow(main(3), []);
    const bars = shown(window, [
      ...run(9, 14),
      aStep(aBar(14, "5m", "ETHUSDT")),
      aStep(aBar(1, "1h")),
      aStep(aBar(13)),
    ]);
    expect(bars.map(({ bar }) => bar)).toEqual([9, 10, 11, 12, 13]);
  });

  it("refuses a bar whose needed value is not known, for as long as it is in the window", () => {
    const steps = run(9, 24).map((step) => ({
      ...step,
      bars: step.bars.map((each) => ({
        ...each,
        candle: { ...each.candle, funding: each.bar === 13 ? null : 0.0001 },
      })),
    }));
    expect(states(shown(new SlotWindow(main(3, ["funding"]), []), steps))).toBe(
      "w w w e input_stale input_stale input_stale input_stale input_stale e e e e e e",
    );
  });
});

describe("a hole", () => {
  const after = (missing: number, lookback = 300): string => {
    const from = 2 * lookback;
    const steps = [...run(0, from), ...run(from + missing, from + missing + 3)];
    return states(shown(new SlotWindow(main(lookback), []), steps).slice(-3));
  };

  it("of a few bars is filled, and the bars after it know how far it is", () => {
    const lookback = 300;
    const window = new SlotWindow(main(lookback), []);
    const bars = shown(window, [...run(0, 600), ...run(602, 605)]);
    expect(states(bars.slice(-3))).toBe("e e e");
    expect(bars.slice(-3).map(({ barsSinceCarry }) => barsSinceCarry)).toEqual([1, 2, 3]);
  });

  it.for([
    [3, "e e e"],
    // More than 1 % of the window was guessed.
    [6, "candles_gap candles_gap candles_gap"],
    // More than an hour: nothing is guessed, the window begins anew.
    [13, "candles_gap w w"],
  ] as const)("of %s bars: %s", ([missing, expected]) => {
    expect(after(missing)).toBe(expected);
  });
});

describe("an input", () => {
  it("is complete before anything is evaluated", () => {
    const window = new SlotWindow(main(3), [input()]);
    const bars = shown(window, hours(0, 50));
    // Two windows of two hours: the third hour is the first that has one behind it.
    expect(bars.find(({ state }) => state.kind === "evaluable")?.bar).toBe(35);
  });

  it("that does not come refuses the bar", () => {
    const window = new SlotWindow(main(3), [input()]);
    shown(window, hours(0, 59));
    expect(states(shown(window, [aStep(aBar(59)), aStep(aBar(60))]))).toBe(
      "input_stale input_stale",
    );
  });

  it("of another pair is its own", () => {
    const window = new SlotWindow(main(3), [input({ instrument: "ETHUSDT", timeframe: "5m" })]);
    const both = run(0, 12).map(({ bars }) =>
      aStep(...bars, aBar(bars[0]?.bar ?? 0, "5m", "ETHUSDT")),
    );
    expect(states(shown(window, both)).slice(-3)).toBe("e e");
    expect(states(shown(window, [aStep(aBar(12))]))).toBe("input_stale");
  });

  it("is part of what a decision was made from", () => {
    const digest = (change: number): string => {
      const window = new SlotWindow(main(3), [input()]);
      const steps = hours(0, 48).map((step) => ({
        ...step,
        bars: step.bars.map((each) =>
          each.timeframe === "1h" && each.bar === 2
            ? { ...each, candle: { ...each.candle, volume: change } }
            : each,
        ),
      }));
      const last = shown(window, steps).at(-1)?.state;
      return last?.kind === "evaluable" ? last.inputs : "";
    };
    expect(digest(1)).not.toBe(digest(2));
    expect(digest(1)).toBe(digest(1));
  });
});

describe("a frame", () => {
  it("never crosses an anchor of its series or of an input, and shows nothing that has not closed", () => {
    const spec = fc.record({
      lookback: fc.integer({ min: 1, max: 40 }),
      inputLookback: fc.integer({ min: 1, max: 4 }),
      cuts: fc.uniqueArray(fc.integer({ min: 1, max: 199 }), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(spec, ({ lookback, inputLookback, cuts }) => {
        const each = input({ lookback: inputLookback });
        const window = new SlotWindow(main(lookback), [each]);
        let evaluable = 0;
        let evaluated = 0;
        for (const [i, step] of hours(0, 200).entries()) {
          if (window.push(step)?.state.kind === "evaluable") evaluable += 1;
          if (!cuts.includes(i) && i !== 199) continue;
          for (const { firstBar, cell } of window.takeFrames()) {
            const anchor = anchorOf(firstBar, lookback);
            const last = firstBar + cell.count - 1;
            evaluated += cell.count;
            expect(cell.count).toBeLessThanOrEqual(64);
            expect(anchorOf(last, lookback)).toBe(anchor);
            expect(cell.first).toBe(firstBar - anchor);
            expect(cell.columns.ts[0]).toBe(anchor * 300_000);
            for (const [n, end] of (cell.inputs[0]?.ends ?? []).entries()) {
              const visible = inputWindow(firstBar + n, "5m", each);
              expect(cell.inputs[0]?.columns.ts[0]).toBe(visible.anchor * 3_600_000);
              expect(end).toBe(visible.end - visible.anchor);
              const closedMs = closeTimeMsOf(visible.end, "1h");
              expect(closedMs).toBeLessThanOrEqual(closeTimeMsOf(firstBar + n, "5m"));
            }
          }
        }
        expect(evaluated).toBe(evaluable);
      }),
      { numRuns: 60 },
    );
  });

  it("does not change when the window moves on", () => {
    const window = new SlotWindow(main(5), []);
    shown(window, run(0, 14));
    const [frame] = window.takeFrames().slice(-1);
    const before = [...(frame?.cell.columns.close ?? [])];
    shown(window, run(14, 40));
    expect([...(frame?.cell.columns.close ?? [])]).toEqual(before);
  });
});
