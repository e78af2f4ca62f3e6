/** The data: gaps as the host treats them, timeframes, and everything that is wrong with a command line. */
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aManifestText, aWorkspace, candleCsv, put, sdk, sdkSignals } from "#test/kit/sdk.ts";
import { aFolder } from "#test/kit/workspace.ts";

const TELLS_LAST = `export const entrySignal = (c) =>
  ({ side: "Buy", rationale: [...c.close.slice(-3), ...c.volume.slice(-3)].join(" ") });`;

async function run(closes: readonly (number | null)[], lookback: number) {
  const folder = aFolder();
  const data = put(join(folder, "bars.csv"), candleCsv(closes));
  const script = put(join(folder, "idea.js"), TELLS_LAST);
  const { document } = await sdkSignals(
    folder,
    script,
    "--data",
    data,
    "--lookback",
    `${lookback}`,
  );
  return document;
}
const without = (bars: number, missing: readonly number[]) =>
  Array.from({ length: bars }, (_, n) => (missing.includes(n) ? null : 100 + n));

describe("a gap", () => {
  it("of one bar is filled with the last close and no volume; the bar itself is not reported", async () => {
    const { bars, signals } = await run(without(300, [250]), 100);
    expect(bars).toBe(299);
    expect(signals.map(({ i }) => i)).toEqual(Array.from({ length: 200 }, (_, k) => 99 + k));
    const at = (i: number) => signals.find((each) => each.i === i)?.rationale;
    expect(at(249)).toBe("347 348 349 1 1 1");
    expect(at(250)).toBe("349 349 351 1 0 1");
    expect(at(251)).toBe("349 351 352 0 1 1");
  });

  it("that fills more than 1 % of the window silences the bars that would see it", async () => {
    const { signals } = await run(without(60, [30]), 10);
    const rows = new Set(signals.map(({ i }) => i));
    expect([...rows].filter((i) => i < 30)).toEqual(Array.from({ length: 21 }, (_, k) => 9 + k));
    expect(rows.has(30)).toBe(false);
    expect(rows.has(58)).toBe(true);
  });

  it("of thirteen bars ends the window: it begins anew behind it", async () => {
    const missing = Array.from({ length: 13 }, (_, k) => 150 + k);
    const { signals, faults } = await run(without(600, missing), 100);
    expect(faults).toEqual([]);
    const rows = signals.map(({ i }) => i);
    expect(rows.filter((i) => i < 150).length).toBe(51);
    expect(rows.find((i) => i >= 150)).toBeGreaterThanOrEqual(249);
    expect(rows.at(-1)).toBe(586);
  });
});

describe("the file", () => {
  it("may be compressed", async () => {
    const folder = aFolder();
    const script = put(join(folder, "idea.js"), TELLS_LAST);
    const text = candleCsv([1, 2, 3, 4]);
    const plain = put(join(folder, "bars.csv"), text);
    const packed = put(join(folder, "bars.csv.gz"), gzipSync(text));
    const [one, other] = [
      await sdkSignals(folder, script, "--data", plain, "--lookback", "3"),
      await sdkSignals(folder, script, "--data", packed, "--lookback", "3"),
    ];
    expect(one.document.signals.length).toBe(2);
    expect(other.document).toEqual(one.document);
  });

  it.for([
    ["bars of another timeframe", candleCsv([1, 2, 3], 3_600_000), 1, "data_timeframe_differs"],
    ["bars of no timeframe", candleCsv([1, 2, 3], 420_000), 1, "data_timeframe_unknown"],
    ["a row that is no bar", "ts,open,high,low,close,volume\n1,2,3\n", 1, "candles_invalid"],
    ["nothing", "", 1, "candles_invalid"],
  ] as const)("with %s is refused", async ([, csv, exit, code]) => {
    const workspace = aWorkspace("idea");
    const data = put(join(workspace, "bars.csv"), csv);
    const ran = await sdk(workspace, "signals", "idea", "--data", data, "--json");
    expect(ran).toMatchObject({ code: exit, err: expect.stringContaining(code) });
    expect(JSON.parse(ran.out)).toMatchObject({ ok: false, refusal: { code } });
  });

  it("that lacks a column which every bar needs is refused, not silent", async () => {
    const needs = aManifestText("idea", "# needs =", "needs =");
    const workspace = aWorkspace("idea", { "manifest.toml": needs });
    const closes = Array.from({ length: 500 }, (_, n) => 100 + n);
    const data = put(join(workspace, "bars.csv"), candleCsv(closes));
    const ran = await sdkSignals(workspace, "idea", "--data", data);
    expect(ran.document).toEqual({
      bars: 500,
      signals: [],
      faults: [{ i: -1, code: "input_stale" }],
    });
    expect(ran).toMatchObject({
      code: 1,
      err: expect.stringContaining("no bar could be evaluated"),
    });
  });

  it("that is not there is a fault", async () => {
    const ran = await sdk(aWorkspace("idea"), "signals", "idea", "--data", "/nowhere.csv");
    expect(ran).toMatchObject({ code: 3, err: expect.stringContaining("file_unreadable") });
  });
});

describe("the command line", () => {
  it.for([
    ["a plugin that is not there", ["nobody"], 1, "plugin_missing"],
    ["another lookback than the manifest's", ["idea", "--lookback", "5"], 1, "option_conflict"],
    [
      "a parameter out of its bounds",
      ["idea", "--params", '{"fast":1}'],
      1,
      "params_out_of_bounds",
    ],
    ["an unknown parameter", ["idea", "--params", '{"quick":8}'], 1, "params_out_of_bounds"],
    ["parameters that are a list", ["idea", "--params", "[1]"], 1, "params_out_of_bounds"],
    ["parameters that are not JSON", ["idea", "--params", "{fast:1}"], 2, "--params takes json"],
    ["a pair that nobody knows", ["idea", "--pair", "NOSUCHUSDT"], 1, "instrument_unknown"],
    ["no plugin", [], 2, "PLUGIN is missing"],
  ] as const)("with %s", async ([, argv, code, said]) => {
    const ran = await sdk(aWorkspace("idea"), "signals", ...argv);
    expect(ran).toMatchObject({ code, out: "", err: expect.stringContaining(said) });
  });

  it("shows people the last signals and what became of every bar", async () => {
    const ran = await sdk(aWorkspace("idea"), "signals", "idea", "--bars", "2000");
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("idea v1");
    expect(ran.out).toMatch(/series +BTCUSDT 5m, lookback 120, tick 0\.1/);
    expect(ran.out).toMatch(/signals +\d+: \d+ Buy, \d+ Sell/);
    expect(ran.out).toMatch(/fresh sample +\d+ answers/);
    expect(ran.out).toContain("fast average crossed");
  });
});
