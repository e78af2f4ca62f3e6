import { COLUMNS, type ColumnName, type Columns } from "../contract/candles.ts";
import { assert } from "../kernel/result.ts";
import { CELL_LIMITS } from "./limits.ts";

/** What the cell needs to know of a plugin to show it data. Columns are those it may read. */
export interface CellSeries {
  readonly lookback: number;
  readonly columns: readonly ColumnName[];
}

/** Bars of the main series from the anchor, and which of them to evaluate. All of them share one anchor (decision A3). */
export interface CellFrame {
  /** `value` is the one question for a signal (its score) and for a factor. */
  readonly fn: "entry" | "exit" | "value";
  /** Direction of the position; required for `exit`. */
  readonly side?: "Buy" | "Sell";
  /** Anchor … last evaluated bar, or later; only bars up to the last evaluated one are sent. */
  readonly columns: Columns;
  /** Index of the first evaluated bar, at least `lookback`. */
  readonly first: number;
  readonly count: number;
  /** In the manifest's order. `ends[i]`: index of the input's newest visible bar when bar `first + i` is decided. */
  readonly inputs: readonly { readonly columns: Columns; readonly ends: Int32Array }[];
}

/**
 * Encodes the evaluation of bars `from` … `from + count − 1` of a frame (offsets from `first`).
 *
 * Layout, all float64: fn (0 entry, 1 exit of a Buy, 2 exit of a Sell, 3 value), first, count, the length of each series, the
 * ends of each input, then each series column by column. Nothing later than the last evaluated bar is sent, so a bar
 * evaluated alone is the same bytes whatever followed it; and no column that the manifest does not name.
 *
 * @param later - Bars after the last evaluated one that are sent all the same, as far as the frame has them: only the
 *   conformance suite does that, to prove that they make no difference.
 */
export function encodeFrame(
  frame: CellFrame,
  series: readonly CellSeries[],
  from = 0,
  count = frame.count,
  later = 0,
): Float64Array<ArrayBuffer> {
  const first = frame.first + from;
  const ends = frame.inputs.map((input) => input.ends.subarray(from, from + count));
  assertFrame(frame, series, { from, count, ends });
  const parts = [frame, ...frame.inputs].map(({ columns }, i) => {
    const length = 1 + later + (i === 0 ? first + count - 1 : (ends[i - 1]?.at(-1) ?? 0));
    return COLUMNS.filter((name) => series[i]?.columns.includes(name) === true).map((name) =>
      columns[name].subarray(0, length),
    );
  });
  const lengths = parts.map(([column]) => column?.length ?? 0);
  const numbers = [[fnCode(frame), first, count, ...lengths], ...ends, ...parts.flat()];
  const out = new Float64Array(numbers.reduce((sum, each) => sum + each.length, 0));
  assert(out.byteLength <= CELL_LIMITS.requestBytes, "a frame is within its limit");
  let at = 0;
  for (const each of numbers) {
    out.set(each, at);
    at += each.length;
  }
  return out;
}

function fnCode(frame: CellFrame): number {
  if (frame.fn === "entry") return 0;
  if (frame.fn === "value") return 3;
  assert(frame.side !== undefined, "an exit is of a side");
  return frame.side === "Buy" ? 1 : 2;
}

/** A frame that breaks a rule of decision A3 or A4 is a bug of the caller: its answers would mean something else. */
function assertFrame(
  frame: CellFrame,
  series: readonly CellSeries[],
  part: { readonly from: number; readonly count: number; readonly ends: readonly Int32Array[] },
): void {
  const [main, ...inputs] = series;
  assert(main !== undefined && inputs.length === frame.inputs.length, "every series has data");
  assert(part.count >= 1 && part.count <= CELL_LIMITS.frameBars, "a frame has 1 to 256 bars");
  assert(part.from >= 0 && part.from + part.count <= frame.count, "the bars are the frame's");
  const first = frame.first + part.from;
  const last = first + part.count - 1;
  assert(last < frame.columns.length, "the bars are there");
  assert(first >= main.lookback && last < 2 * main.lookback, "one anchor serves all bars");
  for (const [i, input] of inputs.entries()) {
    const ends = part.ends[i] ?? new Int32Array(0);
    assert(ends.length === part.count, "every evaluated bar sees an end of each input");
    let before = input.lookback;
    for (const end of ends) {
      assert(end >= before && end < 2 * input.lookback, "an input has one anchor and goes forward");
      before = end;
    }
    assert(before < (frame.inputs[i]?.columns.length ?? 0), "the input's bars are there");
  }
}
