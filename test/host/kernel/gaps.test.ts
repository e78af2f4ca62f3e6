import { describe, expect, it } from "vitest";
import type { Candle } from "#host/contract/candles.ts";
import { candle } from "#host/contract/candles.ts";
import {
  arrivalOf,
  carryCandle,
  checkCarryShare,
  checkFillable,
  type Arrival,
} from "#host/kernel/gaps.ts";
import { aCandle } from "#test/kit/feed.ts";

type Held = { candle: Candle; carry: boolean } | null;

describe("an arriving bar", () => {
  it.for<[name: string, newest: number | null, held: Held, arriving: Candle, bar: number, Arrival]>(
    [
      ["the first of all", null, null, aCandle(5), 5, { kind: "next" }],
      ["the successor", 4, null, aCandle(5), 5, { kind: "next" }],
      ["one bar too far", 4, null, aCandle(6), 6, { kind: "gap", from: 5, to: 5 }],
      ["many bars too far", 4, null, aCandle(20), 20, { kind: "gap", from: 5, to: 19 }],
      [
        "the newest again",
        5,
        { candle: aCandle(5), carry: false },
        aCandle(5),
        5,
        { kind: "duplicate" },
      ],
      [
        "the newest with another close",
        5,
        { candle: aCandle(5), carry: false },
        aCandle(5, { close: 105.5 }),
        5,
        { kind: "revision" },
      ],
      [
        "an older one that gained a side value",
        9,
        { candle: aCandle(5, { funding: null }), carry: false },
        aCandle(5),
        5,
        { kind: "revision" },
      ],
      [
        "the real bar of a filled gap, equal to the guess",
        9,
        { candle: aCandle(5), carry: true },
        aCandle(5),
        5,
        { kind: "revision" },
      ],
      ["one from before the window", 90, null, aCandle(5), 5, { kind: "past" }],
    ],
  )("%s", ([, newest, held, arriving, bar, expected]) => {
    expect(arrivalOf(newest, held, { bar, candle: arriving })).toEqual(expected);
  });
});

describe("a gap", () => {
  it.for<[run: number, missing: number, code: string | null]>([
    [0, 1, null],
    [0, 12, null],
    [0, 13, "candles_gap"],
    [11, 1, null],
    [12, 1, "candles_gap"],
  ])("after a run of %i of %i bars: %s", ([run, missing, code]) => {
    const outcome = checkFillable(run, missing);
    expect(outcome.ok ? null : outcome.refusal.code).toBe(code);
  });

  it.for<[carries: number, bars: number, code: string | null]>([
    [0, 1, null],
    [1, 99, "candles_gap"],
    [1, 100, null],
    [1, 199, null],
    [2, 199, "candles_gap"],
    [2, 200, null],
    [12, 1_200, null],
    [13, 1_299, "candles_gap"],
  ])("of %i filled bars in a window of %i: %s", ([carries, bars, code]) => {
    const outcome = checkCarryShare({ carries, bars });
    expect(outcome.ok ? null : outcome.refusal.code).toBe(code);
  });

  it("is filled by a bar at the last close, without volume, with the last side values", () => {
    const last = aCandle(5, { close: 105.25, funding: -0.0002, oi: null });
    const carried = carryCandle(last, 8, "5m");
    expect(candle.safeParse(carried).success).toBe(true);
    expect(carried).toEqual({
      ts: 8 * 300_000,
      open: 105.25,
      high: 105.25,
      low: 105.25,
      close: 105.25,
      volume: 0,
      funding: -0.0002,
      oi: null,
    });
  });
});
