import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COLUMNS } from "#host/contract/candles.ts";
import { encodeFrame, type CellFrame, type CellSeries } from "#host/cell/frame.ts";
import { readFrame } from "#host/cell/realm/frame.js";
import { aFrame, LOOKBACK, someColumns } from "./kit.ts";

const MAIN: CellSeries = { lookback: LOOKBACK, columns: ["ts", "close", "oi"] };
const DAILY: CellSeries = { lookback: 7, columns: ["high"] };
const input = (ends: readonly number[]) => ({
  columns: someColumns(14, "daily"),
  ends: Int32Array.from(ends),
});

describe("a frame", () => {
  it("reads back in the realm as it was written by the host", () => {
    fc.assert(
      fc.property(fc.nat(LOOKBACK - 1), fc.integer({ min: 1, max: LOOKBACK }), (from, count) => {
        fc.pre(from + count <= LOOKBACK);
        const ends = Array.from({ length: count }, (_, i) => 7 + Math.floor(i / 4));
        const frame = aFrame(count, { first: LOOKBACK + from, inputs: [input(ends)] });
        const read = readFrame(encodeFrame(frame, [MAIN, DAILY]), [MAIN, DAILY]);
        expect([read.fn, read.first, read.count]).toEqual([0, LOOKBACK + from, count]);
        expect([...(read.ends[0] ?? [])]).toEqual(ends);
        const length = LOOKBACK + from + count;
        expect(read.series[0]?.["length"]).toBe(length);
        for (const name of MAIN.columns) {
          expect(read.series[0]?.[name]).toEqual(frame.columns[name].subarray(0, length));
        }
        expect(read.series[1]?.["length"]).toBe((ends.at(-1) ?? 0) + 1);
      }),
    );
  });

  it("holds no column that was not declared and no bar after the last evaluated one", () => {
    const { columns } = aFrame(3);
    const secret = 123_456.789;
    for (const name of COLUMNS) columns[name].fill(secret, LOOKBACK + 3);
    columns.funding.fill(secret);
    expect([...encodeFrame(aFrame(3, { columns }), [MAIN])]).not.toContain(secret);
  });

  it("has later bars where the suite asks for them, as far as there are any", () => {
    const frame = aFrame(1, { inputs: [input([8])] });
    const lengths = (later: number): number[] => [
      ...encodeFrame(frame, [MAIN, DAILY], 0, 1, later).subarray(3, 5),
    ];
    expect(lengths(0)).toEqual([LOOKBACK + 1, 9]);
    expect(lengths(3)).toEqual([LOOKBACK + 4, 12]);
    expect(lengths(1_000)).toEqual([2 * LOOKBACK, 14]);
    const read = readFrame(encodeFrame(frame, [MAIN, DAILY], 0, 1, 3), [MAIN, DAILY]);
    expect(read.series[1]?.["high"]).toEqual(frame.inputs[0]?.columns.high.subarray(0, 12));
    expect([read.first, read.count, ...(read.ends[0] ?? [])]).toEqual([LOOKBACK, 1, 8]);
  });

  it("is the same bytes for a bar, whatever was evaluated with it", () => {
    const alone = encodeFrame(aFrame(1, { first: LOOKBACK + 4 }), [MAIN]);
    expect(encodeFrame(aFrame(9), [MAIN], 4, 1)).toEqual(alone);
  });

  it.for<[fn: CellFrame["fn"], side: "Buy" | "Sell" | undefined, code: number]>([
    ["entry", undefined, 0],
    ["exit", "Buy", 1],
    ["exit", "Sell", 2],
    ["value", undefined, 3],
  ])("%s %s has its number", ([fn, side, code]) => {
    const frame = aFrame(1, { fn, ...(side === undefined ? {} : { side }) });
    expect(encodeFrame(frame, [MAIN])[0]).toBe(code);
  });

  it.for<[name: string, frame: CellFrame, series: readonly CellSeries[]]>([
    ["begins before the lookback", aFrame(1, { first: LOOKBACK - 1 }), [MAIN]],
    ["crosses its anchor", aFrame(2, { first: 2 * LOOKBACK - 1 }), [MAIN]],
    ["is empty", aFrame(0), [MAIN]],
    ["has more bars than its data", aFrame(3, { columns: someColumns(LOOKBACK + 2) }), [MAIN]],
    ["lacks an input", aFrame(1), [MAIN, DAILY]],
    ["sees too little of an input", aFrame(1, { inputs: [input([6])] }), [MAIN, DAILY]],
    ["crosses an input's anchor", aFrame(2, { inputs: [input([13, 14])] }), [MAIN, DAILY]],
    ["goes back in an input", aFrame(2, { inputs: [input([9, 8])] }), [MAIN, DAILY]],
    ["says less of an input than it evaluates", aFrame(2, { inputs: [input([9])] }), [MAIN, DAILY]],
    ["exits from no side", aFrame(1, { fn: "exit" }), [MAIN]],
  ])("that %s is a bug", ([, frame, series]) => {
    expect(() => encodeFrame(frame, series)).toThrow(/^not so: /);
  });
});
