/** Which rows are decided, from which bars, and under which index they are reported. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aManifestText, aWorkspace, candleCsv, FIRST_TS, put, sdkSignals } from "#test/kit/sdk.ts";
import { aFolder } from "#test/kit/workspace.ts";

const STEP_MS = 300_000;
/** Says what it sees, on every bar. */
const TELLS_CLOSES = `export function entrySignal(candles) {
  return { side: "Buy", rationale: Array.from(candles.close).join(" ") };
}`;

async function run(script: string, csv: string, ...argv: string[]) {
  const folder = aFolder();
  const path = put(join(folder, "idea.js"), script);
  return sdkSignals(folder, path, "--data", put(join(folder, "bars.csv"), csv), ...argv);
}

const counting = (n: number) => Array.from({ length: n }, (_, i) => 100 + i);

describe("a script without indicators", () => {
  it.for([1, 2, 3, 7, 12])(
    "sees exactly the last %i rows, from the first row that has them",
    async (lookback) => {
      const closes = counting(12);
      const { code, document } = await run(
        TELLS_CLOSES,
        candleCsv(closes),
        "--lookback",
        `${lookback}`,
      );
      expect(code).toBe(0);
      expect(document).toEqual({
        bars: 12,
        signals: closes.flatMap((_, i) =>
          i + 1 < lookback
            ? []
            : [
                {
                  i,
                  ts: FIRST_TS + i * STEP_MS,
                  side: "Buy",
                  rationale: closes.slice(i + 1 - lookback, i + 1).join(" "),
                  strength: 1,
                },
              ],
        ),
        faults: [],
      });
    },
  );

  it("is decided nowhere in data shorter than its lookback", async () => {
    const { code, document } = await run(TELLS_CLOSES, candleCsv(counting(12)), "--lookback", "13");
    expect({ code, document }).toEqual({
      code: 0,
      document: { bars: 12, signals: [], faults: [] },
    });
  });

  it("sees 200 bars when nobody says otherwise", async () => {
    const script = `export const entrySignal = (c) => ({ side: "Sell", rationale: String(c.length) });`;
    const { document } = await run(script, candleCsv(counting(201)));
    expect(document.signals.map(({ i, rationale }) => [i, rationale])).toEqual([
      [199, "200"],
      [200, "200"],
    ]);
  });

  it("is told nothing of bars that only stand in for those before the data", async () => {
    const script = `export function entrySignal(c) {
      if (c.ts[0] < ${FIRST_TS}) throw new Error("before the data");
      return null;
    }`;
    const { document } = await run(script, candleCsv(counting(300)), "--lookback", "37");
    expect(document.faults).toEqual([]);
  });

  it("reports what a signal says, and nothing that it does not say", async () => {
    const script = `export const entrySignal = () =>
      ({ side: "Sell", rationale: "all of it", strength: 0.5, slPct: 1.25, tpPct: 3 });`;
    const { document } = await run(script, candleCsv([1, 2]), "--lookback", "2");
    expect(document.signals).toEqual([
      {
        i: 1,
        ts: FIRST_TS + STEP_MS,
        side: "Sell",
        rationale: "all of it",
        strength: 0.5,
        slPct: 1.25,
        tpPct: 3,
      },
    ]);
  });

  it("gets its parameters, its pair and its timeframe", async () => {
    const script = `export const entrySignal = (c, params, context) => ({
      side: "Buy",
      rationale: [params.deep.word, context.pair, context.timeframe, context.tickSize].join(" "),
    });`;
    const params = JSON.stringify({ deep: { word: "hello" } });
    const argv = ["--lookback", "2", "--params", params, "--pair", "ETHUSDT"];
    const { document } = await run(script, candleCsv([1, 2], 3_600_000), ...argv);
    expect(document.signals[0]?.rationale).toBe("hello ETHUSDT 1h 0.01");
  });

  it("reads every column; what the data does not say is NaN", async () => {
    const csv = `ts,open,high,low,close,volume,funding\n${[0, 1]
      .map((n) => `${FIRST_TS + n * STEP_MS},1,1,1,1,1,${n === 1 ? 0.25 : ""}`)
      .join("\n")}`;
    const script = `export const entrySignal = (c) => ({
      side: "Buy",
      rationale: [...c.funding, ...c.oi].join(" "),
    });`;
    const { document } = await run(script, csv, "--lookback", "2");
    expect(document.signals[0]?.rationale).toBe("NaN 0.25 NaN NaN");
  });
});

describe("a script with indicators", () => {
  const script = `import { sma } from "#plugin";
    export const indicators = () => ({ mean: sma("close", 2) });
    export const entrySignal = (c, p, context) =>
      ({ side: "Buy", rationale: String(context.indicators.mean.at(-1)) });`;

  // With a lookback of 4 windows begin at bars whose number is divisible by 4; FIRST_TS is such a bar.
  it.for([
    ["at a block's begin", 0, 4],
    ["one bar into a block", 1, 7],
    ["at a block's last bar", 3, 5],
  ] as const)(
    "is decided from the first row whose anchor is in data that begins %s",
    async ([, missing, first]) => {
      const closes = counting(16);
      const csv = candleCsv(closes.map((close, n) => (n < missing ? null : close)));
      const { document } = await run(script, csv, "--lookback", "4");
      const rows = closes.slice(missing);
      expect(document.signals.map(({ i, rationale }) => [i, Number(rationale)])).toEqual(
        rows.flatMap((close, i) => (i < first ? [] : [[i, close - 0.5]])),
      );
    },
  );
});

describe("a plugin with inputs", () => {
  it("sees of a longer timeframe only bars that are closed", async () => {
    const workspace = aWorkspace("idea", {
      "manifest.toml": aManifestText("idea", "lookback = 120", "lookback = 2").replace(
        "[params.fast]",
        `[inputs.quarter]\ntimeframe = "15m"\nlookback = 2\n[params.fast]`,
      ),
      "signal.ts": `import type { Candles, Context, Params } from "#plugin";
        export const entrySignal = (c: Candles, _: Params, x: Context<undefined, "quarter">) =>
          ({ side: "Buy", rationale: [c.close.at(-1), ...x.inputs.quarter.close].join(" ") });`,
    });
    const data = put(join(workspace, "bars.csv"), candleCsv(counting(24)));
    const { document } = await sdkSignals(workspace, "idea", "--data", data);
    // 15m bar k closes with row 3k + 2, at 100 + 3k + 2.
    const seen = (i: number, end: number) => [
      i,
      `${100 + i} ${99 + 3 * (end - 1)} ${99 + 3 * end}`,
    ];
    const rows = document.signals.map(({ i, rationale }) => [i, rationale]);
    expect(rows.length).toBeGreaterThan(8);
    expect(rows).toEqual(rows.map(([i]) => seen(Number(i), Math.floor((Number(i) + 1) / 3))));
    expect(rows.at(-1)?.[0]).toBe(23);
  });
});
