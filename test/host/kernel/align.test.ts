import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Timeframe } from "#host/contract/candles.ts";
import {
  checkComplete,
  frameEnd,
  inputEnds,
  inputWindow,
  sideValueAt,
  type AlignedInput,
} from "#host/kernel/align.ts";
import { Series } from "#host/kernel/series.ts";
import { anchorOf, closeTimeMsOf } from "#host/kernel/timeframe.ts";
import { aCandle } from "#test/kit/feed.ts";

const TIMEFRAME_NAMES: Timeframe[] = ["1m", "3m", "5m", "15m", "1h", "4h", "1d"];
const anInput = fc.record<AlignedInput>({
  timeframe: fc.constantFrom(...TIMEFRAME_NAMES),
  lookback: fc.integer({ min: 1, max: 40 }),
});

describe("an input", () => {
  it.for<[name: string, bar: number, end: number]>([
    // Hour 10 is 36,000,000 … 39,600,000 ms; 5m bar 131 closes at 39,600,000.
    ["the bar before the hour closes", 130, 9],
    ["the bar that closes with the hour", 131, 10],
    ["the bar after the hour closed", 132, 10],
  ])("shows hours closed at or before the close: %s", ([, bar, end]) => {
    expect(inputWindow(bar, "5m", { timeframe: "1h", lookback: 4 })).toEqual({
      anchor: anchorOf(end, 4),
      end,
    });
  });

  it("never shows a bar that is still open, and always the newest closed one", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2_000, max: 9_000 }),
        fc.constantFrom(...TIMEFRAME_NAMES),
        anInput,
        (bar, timeframe, input) => {
          const closeMs = closeTimeMsOf(bar, timeframe);
          const { end } = inputWindow(bar, timeframe, input);
          expect(closeTimeMsOf(end, input.timeframe)).toBeLessThanOrEqual(closeMs);
          expect(closeTimeMsOf(end + 1, input.timeframe)).toBeGreaterThan(closeMs);
        },
      ),
    );
  });

  it("of the same timeframe shows the same bar, one day among minutes shows yesterday", () => {
    expect(inputWindow(777, "5m", { timeframe: "5m", lookback: 9 }).end).toBe(777);
    expect(inputWindow(1440 * 3 + 5, "1m", { timeframe: "1d", lookback: 2 }).end).toBe(2);
  });
});

describe("a frame", () => {
  it("ends at the last bar before any anchor changes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20_000, max: 90_000 }),
        fc.constantFrom(...TIMEFRAME_NAMES),
        fc.integer({ min: 1, max: 60 }),
        fc.array(anInput, { maxLength: 4 }),
        (bar, timeframe, lookback, inputs) => {
          const anchors = (n: number): string =>
            [
              anchorOf(n, lookback),
              ...inputs.map((input) => inputWindow(n, timeframe, input).anchor),
            ].join();
          let plain = bar;
          while (anchors(plain + 1) === anchors(bar)) plain += 1;
          expect(frameEnd(bar, timeframe, lookback, inputs)).toBe(plain);
        },
      ),
    );
  });

  it("points at the newest visible bar of an input for each of its bars", () => {
    const input: AlignedInput = { timeframe: "15m", lookback: 8 };
    const first = 8 * 3 * 4 - 1;
    const end = frameEnd(first, "5m", 1_000, [input]);
    const { anchor } = inputWindow(first, "5m", input);
    const ends = inputEnds(first, end - first + 1, "5m", input);
    expect(Array.from(ends, (index) => anchor + index)).toEqual(
      Array.from({ length: ends.length }, (_, i) => inputWindow(first + i, "5m", input).end),
    );
    expect(ends.at(-1)).toBeLessThan(2 * input.lookback);
    expect(ends[0]).toBeGreaterThanOrEqual(input.lookback);
  });
});

describe("a side value", () => {
  const values = [
    { value: 1, availableAtMs: 1_000 },
    { value: 2, availableAtMs: 2_000 },
    { value: 3, availableAtMs: 2_000 },
    { value: 4, availableAtMs: 3_000 },
  ];
  it.for<[name: string, closeMs: number, ageMsMax: number, expected: number | string]>([
    ["before the first is missing", 999, 9_999, "input_stale"],
    ["is seen at the instant it became available", 1_000, 9_999, 1],
    ["of one instant: the last one written wins", 2_999, 9_999, 3],
    ["of the future is not seen", 2_999, 9_999, 3],
    ["as old as it may be is used", 4_000, 1_000, 4],
    ["one millisecond older is missing", 4_001, 1_000, "input_stale"],
  ])("%s", ([, closeMs, ageMsMax, expected]) => {
    const outcome = sideValueAt(values, closeMs, ageMsMax);
    expect(outcome.ok ? outcome.value : outcome.refusal.code).toBe(expected);
  });

  it("changed after the close changes nothing (look-ahead by late data)", () => {
    const later = [...values, { value: 99, availableAtMs: 3_001 }];
    expect(sideValueAt(later, 3_000, 9_999)).toEqual(sideValueAt(values, 3_000, 9_999));
  });
});

describe("a complete series", () => {
  const series = (unknownAt: number | null): Series => {
    const made = new Series(3);
    for (let bar = 0; bar <= 5; bar += 1) {
      made.push(bar, aCandle(bar, bar === unknownAt ? { funding: null } : {}));
    }
    return made;
  };
  it.for<[name: string, series: Series, bar: number, code: string | null]>([
    ["has its bar, its window and its values", series(null), 5, null],
    ["lacks the bar", series(null), 6, "input_stale"],
    ["has a hole in a needed column", series(4), 5, "input_stale"],
    ["is empty", new Series(3), 5, "input_stale"],
  ])("%s", ([, made, bar, code]) => {
    const outcome = checkComplete("daily", made, bar, ["funding"]);
    expect(outcome.ok ? null : outcome.refusal.code).toBe(code);
  });
  it("does not ask for columns that nobody reads", () => {
    expect(checkComplete("daily", series(4), 5, ["oi"]).ok).toBe(true);
  });
});
