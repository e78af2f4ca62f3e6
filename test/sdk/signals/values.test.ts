/** What a signal and a factor say, from the command line to the last row. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderValues, valuesSummary } from "#sdk/signals/values.ts";
import { candleCsv, FIRST_TS, put, sdk, sdkValues } from "#test/kit/sdk.ts";
import { aFolder } from "#test/kit/workspace.ts";

const STEP_MS = 300_000;
const CLOSES = [100, 101, 103, 103, 90, 91];

function bars(script: string, closes: readonly (number | null)[] = CLOSES): [string, ...string[]] {
  const folder = aFolder();
  const idea = put(join(folder, "idea.js"), script);
  const data = put(join(folder, "bars.csv"), candleCsv(closes));
  return [folder, idea, "--data", data, "--lookback", "2"];
}
const row = (i: number, value: number | null) => ({ i, ts: FIRST_TS + i * STEP_MS, value });

describe("values", () => {
  it("of a factor are what it says of each bar", async () => {
    const script = `export function value({ close }) {
      return close[0] === close[1] ? null : close[1] - close[0];
    }`;
    const { code, document } = await sdkValues(...bars(script));
    expect(code).toBe(0);
    expect(document).toEqual({
      bars: 6,
      values: [row(1, 1), row(2, 2), row(3, null), row(4, -13), row(5, 1)],
      faults: [],
    });
  });

  it("of a signal lie between -1 and 1, and what does not is a fault", async () => {
    const script = `export const score = ({ close }) => (close[1] - close[0]) / 2;`;
    const { document } = await sdkValues(...bars(script));
    expect(document).toEqual({
      bars: 6,
      values: [row(1, 0.5), row(2, 1), row(3, 0), row(5, 0.5)],
      faults: [{ i: 4, code: "value_range" }],
    });
  });

  it("that a path forgets are named", async () => {
    const script = `export function value({ close }) { if (close[1] > 100) return 1; }`;
    const { document } = await sdkValues(...bars(script));
    expect(document.faults).toEqual([4, 5].map((i) => ({ i, code: "value_type" })));
  });

  it("are shown with their range and the share of bars that have none", async () => {
    const script = `export const value = ({ close }) => (close[1] > 100 ? close[1] : null);`;
    const { code, out } = await sdk(bars(script)[0], "signals", ...bars(script).slice(1));
    expect(code).toBe(0);
    expect(out).toMatch(/values +3, none at 2 bars \(40\.0 %\)/);
    expect(out).toMatch(/min, mean, max +101, 102\.333, 103/);
    expect(out).toMatch(/5 +2026-01-05T00:25Z/);
    expect(out).not.toContain("Buy");
  });

  it("have no range where there are none, and one mean however large they are", () => {
    expect(valuesSummary([])).toEqual([["values", "0, none at 0 bars (0.0 %)"]]);
    expect(valuesSummary([row(1, null)])).toEqual([["values", "0, none at 1 bars (100.0 %)"]]);
    const large = [1.7e308, 1.7e308, 1.7e308].map((value, i) => row(i, value));
    expect(valuesSummary(large)[1]).toEqual(["min, mean, max", "1.7e+308, 1.7e+308, 1.7e+308"]);
    expect(renderValues([])).toEqual([]);
    const many = Array.from({ length: 25 }, (_, i) => row(i, i));
    expect(renderValues(many)[1]).toBe("… the last 20 of 25");
  });
});

it("says which bars were passed over after a gap", async () => {
  const closes = Array.from({ length: 60 }, (_, i) => (i >= 20 && i < 40 ? null : 100 + i));
  const script = `export const entrySignal = () => null;`;
  const folder = bars(script, closes);
  const { out } = await sdk(folder[0], "signals", ...folder.slice(1, -2), "--lookback", "5");
  expect(out).toMatch(/not evaluated +4 bars before the first complete window/);
  expect(out).toMatch(
    /[1-9]\d* bars(?: after gaps in the data|: candles_gap: more bars are missing)/,
  );
});
