import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timeframe as timeframes, type Timeframe } from "#host/contract/candles.ts";
import { instantMs, isoInstant } from "#host/kernel/instant.ts";
import { Bug } from "#host/kernel/result.ts";
import {
  anchorOf,
  barOf,
  closeTimeMsOf,
  newestClosedBar,
  openTimeMsOf,
  timeframeMs,
} from "#host/kernel/timeframe.ts";

const any = fc.constantFrom<Timeframe>(...timeframes.options);
const bar = fc.nat({ max: 30_000_000 });

describe("bars", () => {
  it.for<readonly [of: Timeframe, iso: string, number: number]>([
    ["1m", "1970-01-01T00:00:00.000Z", 0],
    ["1m", "1970-01-01T00:01:00.000Z", 1],
    ["5m", "2026-01-01T00:00:00.000Z", 5_890_752],
    ["1d", "2026-01-01T00:00:00.000Z", 20_454],
  ])("of %s: the one that opens at %s is number %s", ([of, iso, number]) => {
    expect(barOf(instantMs(iso), of)).toBe(number);
    expect(isoInstant(openTimeMsOf(number, of))).toBe(iso);
  });

  it.for<readonly [name: string, openMs: number]>([
    ["one millisecond off the grid", 1],
    ["on the grid of another timeframe", 60_000],
    ["before the epoch by less than a bar", -1],
    ["not a number", Number.NaN],
  ])("die on an open time %s", ([, openMs]) => {
    expect(() => barOf(openMs, "5m")).toThrow(Bug);
  });

  it("end where their successors begin, in every timeframe", () => {
    fc.assert(
      fc.property(bar, any, (n, of) => {
        expect(barOf(openTimeMsOf(n, of), of)).toBe(n);
        expect(closeTimeMsOf(n, of)).toBe(openTimeMsOf(n + 1, of));
        expect(closeTimeMsOf(n, of) - openTimeMsOf(n, of)).toBe(timeframeMs(of));
      }),
    );
  });

  it("are closed at their last instant and not a millisecond before", () => {
    fc.assert(
      fc.property(bar, any, (n, of) => {
        expect(newestClosedBar(closeTimeMsOf(n, of), of)).toBe(n);
        expect(newestClosedBar(closeTimeMsOf(n, of) - 1, of)).toBe(n - 1);
      }),
    );
  });
});

describe("the anchor", () => {
  it.for<readonly [n: number, lookback: number, anchor: number]>([
    [200, 100, 100],
    [299, 100, 100],
    [300, 100, 200],
    [7, 1, 6],
    [0, 100, -100],
  ])("of bar %s with lookback %s is bar %s", ([n, lookback, anchor]) => {
    expect(anchorOf(n, lookback)).toBe(anchor);
  });

  it("gives a window of L+1 to 2L bars, shared by every bar of one block", () => {
    fc.assert(
      fc.property(bar, fc.integer({ min: 1, max: 5_000 }), (n, lookback) => {
        const window = n - anchorOf(n, lookback) + 1;
        expect(window > lookback && window <= 2 * lookback).toBe(true);
        expect(anchorOf(n, lookback)).toBe(anchorOf(n - (n % lookback), lookback));
        expect(anchorOf(n + lookback, lookback)).toBe(anchorOf(n, lookback) + lookback);
      }),
    );
  });
});
