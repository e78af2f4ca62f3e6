// Where things are in the bytes of a frame. host/cell/frame.ts writes them; a test reads back what it wrote.

/**
 * @typedef {{ lookback: number, columns: readonly string[] }} SeriesSpec
 *
 * @typedef {{ fn: number, first: number, count: number, ends: readonly Float64Array[],
 *   series: readonly Record<string, any>[] }} Frame - `fn`: 0 entry, 1 exit of a Buy, 2 exit of a Sell, 3 value. `ends`: of each
 *   input, the newest visible bar for each evaluated one. `series`: the main one first; column name -> values from the
 *   anchor on, and `length`.
 */

/**
 * @param {Float64Array} numbers
 * @param {readonly SeriesSpec[]} specs - The main series first.
 * @returns {Frame}
 */
export function readFrame(numbers, specs) {
  const [fn = 0, first = 0, count = 0] = numbers;
  let at = 3 + specs.length;
  /** @param {number} length */
  const take = (length) => {
    at += length;
    return numbers.subarray(at - length, at);
  };
  const ends = specs.slice(1).map(() => take(count));
  const series = specs.map((spec, i) => {
    const length = numbers[3 + i] ?? 0;
    /** @type {Record<string, any>} */
    const columns = Object.create(null);
    for (const name of spec.columns) columns[name] = take(length);
    columns["length"] = length;
    return columns;
  });
  // The host counted the same way, or one of us is wrong about every number after this line.
  if (at !== numbers.length) throw new Error("a frame has the length it says");
  return { fn, first, count, ends, series };
}
