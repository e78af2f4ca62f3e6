/** Laws of the run over data: what follows a bar changes nothing, and a run outside the cell says the same. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { prng } from "#host/kernel/prng.ts";
import { templateFiles } from "#sdk/new/template.ts";
import { aWorkspace, candleCsv, put, sdkSignals } from "#test/kit/sdk.ts";
import { aFolder } from "#test/kit/workspace.ts";

function walk(bars: number): number[] {
  const random = prng("signals");
  let price = 100;
  return Array.from({ length: bars }, () => {
    price *= 1 + random.normal() / 200;
    return Number(price.toFixed(2));
  });
}

/** Crossing of two averages, counted from the closes of its window: runs here and in the cell. */
const CROSSING = `export function entrySignal(candles) {
  const close = candles.close;
  const mean = (n, ago) => {
    let sum = 0;
    for (let i = close.length - ago - n; i < close.length - ago; i += 1) sum += close[i];
    return sum / n;
  };
  const now = mean(5, 0) - mean(20, 0);
  const before = mean(5, 1) - mean(20, 1);
  if (before <= 0 && now > 0) return { side: "Buy", rationale: "up" };
  if (before >= 0 && now < 0) return { side: "Sell", rationale: "down" };
  return null;
}`;

describe("a file that is cut shorter has the same signals up to its end", () => {
  it.for([
    ["indicators", templateFiles("idea")["signal.ts"] ?? ""],
    ["candles alone", `${CROSSING}`],
  ] as const)("of %s", { timeout: 60_000 }, async ([name, source]) => {
    const entry = name === "indicators" ? "signal.ts" : "signal.js";
    const workspace = aWorkspace("idea", { "signal.ts": null, [entry]: source });
    const closes = walk(1_000);
    const signals = async (bars: number) => {
      const data = put(join(workspace, `${bars}.csv`), candleCsv(closes.slice(0, bars)));
      return (await sdkSignals(workspace, "idea", "--data", data)).document.signals;
    };
    const whole = await signals(1_000);
    expect(whole.length).toBeGreaterThan(10);
    for (const bars of [999, 613, 480]) {
      expect(await signals(bars)).toEqual(whole.filter(({ i }) => i < bars));
    }
  });
});

/** Candles of real markets, when they are at hand. */
const FILE = join(
  process.env["BULKHEAD_SHARED_DATA"] ?? join(import.meta.dirname, "../../../../shared/data"),
  "ohlcv/binance-usdm/15m/BTCUSDT.csv.gz",
);

describe("real bars", () => {
  it.skipIf(!existsSync(FILE))(
    `give the same signals in the cell as in this process (skipped when BULKHEAD_SHARED_DATA is absent)`,
    { timeout: 120_000 },
    async () => {
      const folder = aFolder();
      const script = put(join(folder, "crossing.js"), CROSSING);
      const { document } = await sdkSignals(folder, script, "--data", FILE, "--lookback", "50");
      const { entrySignal }: { entrySignal: (candles: object) => object | null } = await import(
        `data:text/javascript,${encodeURIComponent(CROSSING)}`
      );
      const rows = gunzipSync(readFileSync(FILE)).toString().trim().split("\n").slice(1);
      const close = Float64Array.from(rows, (row) => Number(row.split(",")[4]));
      const expected = rows.flatMap((row, i) => {
        const signal = i < 49 ? null : entrySignal({ close: close.slice(i - 49, i + 1) });
        return signal === null
          ? []
          : [{ i, ts: Number(row.split(",")[0]), strength: 1, ...signal }];
      });
      expect(document.bars).toBe(rows.length);
      expect(document.faults).toEqual([]);
      expect(document.signals.length).toBeGreaterThan(500);
      expect(document.signals).toEqual(expected);
    },
  );
});
