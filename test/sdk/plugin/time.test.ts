import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hourUtc, minutesToFunding, monthUtc, roundToTick, weekdayUtc } from "#plugin";

describe("calendar", () => {
  it("agrees with the engine's own calendar from 1970 to 2200", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7_258_118_400_000 }), (ts) => {
        const date = new Date(ts);
        expect([hourUtc(ts), weekdayUtc(ts), monthUtc(ts)]).toEqual([
          date.getUTCHours(),
          date.getUTCDay(),
          date.getUTCMonth() + 1,
        ]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.for<[day: string, month: number]>([
    ["2000-02-29", 2],
    ["2100-02-28", 2],
    ["2100-03-01", 3],
    ["2026-12-31", 12],
    ["2027-01-01", 1],
  ])("%s is in month %i", ([day, month]) => {
    expect(monthUtc(Date.parse(day))).toBe(month);
  });
});

describe("minutesToFunding", () => {
  it.for<[at: string, minutes: number, intervalMin?: number]>([
    ["2026-11-20T00:00:00Z", 480],
    ["2026-11-20T00:05:00Z", 475],
    ["2026-11-20T07:59:00Z", 1],
    ["2026-11-20T08:00:00Z", 480],
    ["2026-11-20T23:30:00Z", 30],
    ["2026-11-20T23:30:00Z", 30, 60],
    ["2026-11-20T03:00:00Z", 60, 240],
    ["2026-11-20T07:59:30Z", 0.5],
  ])("at %s it is %f", ([at, minutes, intervalMin]) => {
    expect(minutesToFunding(Date.parse(at), intervalMin)).toBe(minutes);
  });
});

describe("roundToTick", () => {
  it.for<[price: number, tick: number, rounded: number]>([
    [0.34, 0.1, 0.3],
    [0.25, 0.1, 0.3],
    [97_123.456, 0.1, 97_123.5],
    [1.005, 0.01, 1],
    [2.13, 0.05, 2.15],
    [0.123456, 0.00001, 0.12346],
    [123.4, 0.25, 123.5],
    [123.4, 5, 125],
    [1.4, 0.3, 1.5],
    [7, 1, 7],
  ])("%f in steps of %f is %f", ([price, tick, rounded]) => {
    expect(roundToTick(price, tick)).toBe(rounded);
  });

  it("of a multiple is that multiple, written as short as it can be", () => {
    const decimals = fc.integer({ min: 0, max: 8 });
    fc.assert(
      fc.property(decimals, fc.integer({ min: 1, max: 1_000_000 }), (places, steps) => {
        const price = Number((steps / 10 ** places).toFixed(places));
        expect(roundToTick(price, Number((1 / 10 ** places).toFixed(places)))).toBe(price);
      }),
    );
  });
});
