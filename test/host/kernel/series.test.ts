import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COLUMNS, type Candle } from "#host/contract/candles.ts";
import { Series, windowsDigest } from "#host/kernel/series.ts";
import { anchorOf } from "#host/kernel/timeframe.ts";
import { aCandle } from "#test/kit/feed.ts";

/** The digest said again in the plainest way: rows as bytes, one hash over all of them. */
function plainDigest(rows: readonly (readonly [Candle, boolean])[]): string {
  const hash = createHash("sha256");
  for (const [candle, carry] of rows) {
    for (const name of COLUMNS) {
      const bytes = Buffer.alloc(8);
      const value = candle[name];
      if (value === null) bytes.writeBigUInt64LE(0x7ff8000000000000n);
      else bytes.writeDoubleLE(value === 0 ? 0 : value);
      hash.update(bytes);
    }
    hash.update(Buffer.of(carry ? 1 : 0));
  }
  return hash.digest("hex");
}

function filled(lookback: number, from: number, to: number): Series {
  const series = new Series(lookback);
  for (let bar = from; bar <= to; bar += 1) series.push(bar, aCandle(bar));
  return series;
}

describe("a series", () => {
  it.for<[name: string, from: number, lookback: number, readyAt: number]>([
    ["from the first bar of a block", 40, 10, 50],
    ["from the second bar of a block", 41, 10, 60],
    ["from the last bar of a block", 49, 10, 60],
    ["with a lookback of one", 7, 1, 8],
  ])("is ready as soon as a whole window is there: %s", ([, from, lookback, readyAt]) => {
    const series = new Series(lookback);
    for (let bar = from; bar <= readyAt + 2 * lookback; bar += 1) {
      series.push(bar, aCandle(bar));
      expect(series.ready).toBe(bar >= readyAt);
      expect(series.barsNeeded).toBe(Math.max(0, readyAt - bar));
    }
  });

  it("holds anchor … newest at every bar, as it was pushed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 50 }),
        (lookback, from) => {
          const series = new Series(lookback);
          for (let bar = from; bar < from + 5 * lookback; bar += 1) {
            series.push(bar, aCandle(bar));
            if (!series.ready) continue;
            const window = series.window();
            expect(series.anchor).toBe(anchorOf(bar, lookback));
            expect(window.length).toBe(bar - series.anchor + 1);
            expect(Array.from(window.close)).toEqual(
              Array.from({ length: window.length }, (_, i) => aCandle(series.anchor + i).close),
            );
            expect(window.ts.at(-1)).toBe(aCandle(bar).ts);
          }
        },
      ),
    );
  });

  it("digests exactly the rows anchor … newest, whatever came before", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 30 }),
        fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
        (lookback, from, carried) => {
          const series = new Series(lookback);
          const rows: [Candle, boolean][] = [];
          for (const [i, carry] of carried.entries()) {
            const bar = from + i;
            const candle = aCandle(bar, { funding: i % 5 === 0 ? null : -0, oi: i });
            series.push(bar, candle, carry);
            rows.push([candle, carry]);
            if (!series.ready) continue;
            const window = rows.slice(anchorOf(bar, lookback) - from);
            expect(series.digest()).toBe(plainDigest(window));
          }
        },
      ),
    );
  });

  it("never changes columns that were given out", () => {
    const series = filled(4, 0, 6);
    const window = series.window();
    const before = Array.from(window.close);
    for (let bar = 7; bar < 30; bar += 1) series.push(bar, aCandle(bar, { close: 1, low: 1 }));
    expect(Array.from(window.close)).toEqual(before);
    expect(window.length).toBe(7);
  });

  it("says the same digest twice, and another one after the next bar", () => {
    const series = filled(4, 0, 6);
    const digest = series.digest();
    expect(series.digest()).toBe(digest);
    series.push(7, aCandle(7));
    expect(series.digest()).not.toBe(digest);
  });

  it("digests a revised bar as if it had come like that, now and in the next window", () => {
    const revised = filled(4, 0, 6);
    revised.revise(5, aCandle(5, { close: 101.5 }));
    const clean = new Series(4);
    for (let bar = 0; bar <= 6; bar += 1)
      clean.push(bar, aCandle(bar, bar === 5 ? { close: 101.5 } : {}));
    for (let bar = 7; bar < 14; bar += 1) {
      expect(revised.digest()).toBe(clean.digest());
      revised.push(bar, aCandle(bar));
      clean.push(bar, aCandle(bar));
    }
  });

  it("counts from the newest carry bar, and forgets the flag of one that really came", () => {
    const series = filled(10, 0, 12);
    expect(series.barsSinceCarry).toBeNull();
    series.push(13, aCandle(13), true);
    series.push(14, aCandle(14), true);
    expect([series.barsSinceCarry, series.carryRun]).toEqual([0, 2]);
    series.push(15, aCandle(15));
    expect([series.barsSinceCarry, series.carryRun]).toEqual([1, 0]);
    expect(series.carryShare).toEqual({ carries: 2, bars: 16 });
    series.revise(14, aCandle(14));
    expect(series.barsSinceCarry).toBe(2);
    expect(series.isCarry(14)).toBe(false);
    series.revise(13, aCandle(13));
    expect(series.barsSinceCarry).toBeNull();
  });

  it("drops carry bars from the share when they leave the window", () => {
    const series = new Series(3);
    series.push(0, aCandle(0), true);
    for (let bar = 1; bar <= 6; bar += 1) series.push(bar, aCandle(bar));
    expect(series.carryShare).toEqual({ carries: 0, bars: 4 });
  });

  it("names the newest bar of the window with an unknown side value", () => {
    const series = new Series(3);
    for (let bar = 0; bar <= 5; bar += 1) {
      series.push(bar, aCandle(bar, { funding: bar <= 4 ? null : 0.0001 }));
    }
    expect(series.newestUnknown("funding")).toBe(4);
    expect(series.newestUnknown("oi")).toBeNull();
    for (let bar = 6; bar <= 9; bar += 1) series.push(bar, aCandle(bar));
    expect(series.newestUnknown("funding")).toBeNull();
    expect(Array.from(series.window().funding).some(Number.isNaN)).toBe(false);
  });

  it("starts anew after a hole", () => {
    const series = filled(3, 0, 7);
    series.restart();
    expect([series.newest, series.ready, series.barsSinceCarry]).toEqual([null, false, null]);
    for (let bar = 100; bar <= 105; bar += 1) series.push(bar, aCandle(bar));
    expect(series.digest()).toBe(filled(3, 99, 105).digest());
  });

  it.for<[name: string, act: (series: Series) => unknown]>([
    ["a hole", (series) => series.push(9, aCandle(9))],
    ["a bar twice", (series) => series.push(7, aCandle(7))],
    ["a revision outside the window", (series) => series.revise(2, aCandle(2))],
  ])("dies on %s, and does not move", ([, act]) => {
    const series = filled(3, 0, 7);
    const digest = series.digest();
    expect(() => act(series)).toThrow(/not so/);
    expect([series.newest, series.digest()]).toEqual([7, digest]);
  });

  it("shows no window before it is whole", () => {
    const series = filled(5, 1, 4);
    expect(() => series.window()).toThrow(/window is complete/);
    expect(() => series.digest()).toThrow(/window is complete/);
  });

  it("gives a bar back as it was", () => {
    const series = filled(3, 0, 7);
    expect(series.candle(7)).toEqual(aCandle(7));
    series.push(8, aCandle(8, { funding: null }));
    expect(series.candle(8)?.funding).toBeNull();
    expect(series.candle(2)).toBeNull();
  });
});

describe("the inputs digest", () => {
  it("is the window's own digest for a strategy without inputs", () => {
    expect(windowsDigest("a".repeat(64), [])).toBe("a".repeat(64));
  });
  it("depends on every input and on their order", () => {
    const [main, a, b] = ["1", "2", "3"].map((digit) => digit.repeat(64));
    const all = [windowsDigest(`${main}`, [`${a}`]), windowsDigest(`${main}`, [`${a}`, `${b}`])];
    all.push(windowsDigest(`${main}`, [`${b}`, `${a}`]), windowsDigest(`${a}`, [`${main}`]));
    expect(new Set(all).size).toBe(4);
  });
});
