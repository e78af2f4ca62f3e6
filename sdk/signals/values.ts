/** What a signal or a factor said, for people. */
import { isoInstant } from "#host/kernel/instant.ts";
import { renderTable } from "#host/terminal/table.ts";
import type { ValueRow } from "./evaluate.ts";

const SHOWN = 20;

/** The last rows. */
export function renderValues(values: readonly ValueRow[]): readonly string[] {
  const shown = values.slice(-SHOWN);
  if (shown.length === 0) return [];
  const table = renderTable(
    [{ title: "i" }, { title: "bar opens" }, { title: "value" }],
    shown.map(({ i, ts, value }) => [i, isoInstant(ts).replace(":00.000Z", "Z"), value]),
  );
  return values.length === shown.length
    ? [table]
    : [table, `… the last ${SHOWN} of ${values.length}`];
}

/** How many, how large, and at how many bars there is none. */
export function valuesSummary(values: readonly ValueRow[]): [string, string][] {
  const numbers = values.flatMap(({ value }) => (value === null ? [] : [value]));
  const none = values.length - numbers.length;
  const share = values.length === 0 ? 0 : (100 * none) / values.length;
  const count: [string, string] = [
    "values",
    `${numbers.length}, none at ${none} bars (${share.toFixed(1)} %)`,
  ];
  if (numbers.length === 0) return [count];
  const least = numbers.reduce((a, b) => Math.min(a, b));
  const most = numbers.reduce((a, b) => Math.max(a, b));
  return [count, ["min, mean, max", [least, meanOf(numbers), most].map(shortened).join(", ")]];
}

function meanOf(values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b, 0);
  if (Number.isFinite(sum)) return sum / values.length;
  // The sum of large values can leave the numbers that there are; the running mean does not.
  return values.reduce((mean, value, i) => mean + (value / (i + 1) - mean / (i + 1)), 0);
}

function shortened(value: number): string {
  return String(Number(value.toPrecision(6)));
}
