import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { prng } from "#host/kernel/prng.ts";
import { entrySignal as entrySignalShape } from "#host/contract/signal.ts";
import * as emaCross from "../../plugins/ema-cross/signal.ts";
import * as fundingFade from "../../plugins/funding-fade/signal.ts";
import * as rsiRevert from "../../plugins/rsi-revert/signal.ts";
import {
  BAR_MS,
  barsOf,
  decide,
  FOLDER,
  manifestOf,
  paramsOf,
  scaled,
  validate,
  type Bars,
  type PluginModule,
} from "./kit.ts";

const PLUGINS: readonly [id: string, plugin: PluginModule][] = [
  ["ema-cross", emaCross],
  ["rsi-revert", rsiRevert],
  ["funding-fade", fundingFade],
];
const DAYS_30 = 8_640;

/** A market that trends, ranges and pays funding by how far it has gone; the same on every run. */
function madeUpBars(count: number): Bars {
  const random = prng("examples");
  const noise = () => random.next() - 0.5;
  let price = 60_000;
  let rate = 0.0001;
  const funding: number[] = [];
  const rows = Array.from({ length: count }, (_, i) => {
    const open = price;
    price *= 1 + 0.004 * noise() + 0.0008 * Math.sin(i / 60) + 0.0004 * Math.sin(i / 700);
    if (i % 96 === 0) rate = 0.0001 * (1 + 2 * Math.sin(i / 700) + noise());
    funding.push(rate);
    const reach = 1 + 0.001 * (0.5 + noise());
    return [
      i * BAR_MS,
      open,
      Math.max(open, price) * reach,
      Math.min(open, price) / reach,
      price,
      100 + 50 * noise(),
    ];
  });
  return barsOf(rows, funding);
}
const bars = madeUpBars(DAYS_30);

it("sees every folder of examples", () => {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  // What is in AssemblyScript has a test of its own.
  const scripts = folders.map((entry) => entry.name).filter((name) => !name.startsWith("wasm-"));
  expect(PLUGINS.map(([id]) => id).toSorted()).toEqual(scripts.toSorted());
});

describe.each(PLUGINS)("%s", (id, plugin) => {
  const manifest = manifestOf(id);
  const params = paramsOf(manifest.params, "default");
  const decisions = decide(plugin, manifest, params, bars);
  const entries = decisions.filter((signal) => signal !== null);

  it("has a manifest of its own name, a README with the three questions and the five pairs", () => {
    expect(manifest.id).toBe(id);
    expect(manifest.pairs).toEqual(["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "DOGEUSDT"]);
    const readme = readFileSync(join(FOLDER, id, "README.md"), "utf8");
    for (const heading of [
      "**Hypothesis.**",
      "**Why it should work.**",
      "**When it should fail.**",
    ]) {
      expect(readme).toContain(heading);
    }
  });

  it("exports what its kind may export", () => {
    expect(["entrySignal", "exitSignal", "indicators"]).toEqual(
      expect.arrayContaining(Object.keys(plugin)),
    );
  });

  it.each(["default", "min", "max"] as const)(
    "has indicators within its lookback at the %s of every parameter",
    (pick) => {
      expect(validate(plugin, manifest, paramsOf(manifest.params, pick))).toMatchObject({
        ok: true,
      });
    },
  );

  it("trades both sides, more than ten times in thirty days", () => {
    const sides = (side: string) => entries.filter((signal) => signal.side === side).length;
    expect(Math.min(sides("Buy"), sides("Sell"))).toBeGreaterThan(5);
  });

  it("answers nothing but signals, with levels inside the manifest's ranges", () => {
    const inside = (value: number | undefined, range: number | { min: number; max: number }) =>
      value === undefined ||
      (typeof range === "object" && value >= range.min && value <= range.max);
    for (const signal of entries) {
      expect(entrySignalShape.parse(signal)).toEqual(signal);
      expect(
        inside(signal.slPct, manifest.risk.sl_pct) && inside(signal.tpPct, manifest.risk.tp_pct),
      ).toBe(true);
    }
  });

  it("decides the same in other units, after another past, and asked again", () => {
    expect(decide(plugin, manifest, params, bars)).toEqual(decisions);
    expect(decide(plugin, manifest, params, scaled(bars, 4))).toEqual(decisions);
    const late = 3 * manifest.lookback;
    const cut = barsOf(
      Array.from({ length: bars.length - late }, (_, i) =>
        [bars.ts, bars.open, bars.high, bars.low, bars.close, bars.volume].map(
          (column) => column[late + i] ?? 0,
        ),
      ),
      Array.from(bars.funding.slice(late)),
    );
    const both = decisions.slice(late + 2 * manifest.lookback);
    expect(decide(plugin, manifest, params, cut).slice(2 * manifest.lookback)).toEqual(both);
    expect(both.some((signal) => signal !== null)).toBe(true);
  });
});

const SHARED =
  process.env.BULKHEAD_SHARED_DATA ?? join(import.meta.dirname, "../../../shared/data");
const CANDLES = join(SHARED, "ohlcv/binance-usdm/5m");

describe.skipIf(!existsSync(CANDLES))("on real five-minute bars (BULKHEAD_SHARED_DATA)", () => {
  const table = (path: string) =>
    gunzipSync(readFileSync(path))
      .toString("utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").map(Number));
  const recorded = (file: string): Bars => {
    const rows = table(join(CANDLES, file)).slice(0, DAYS_30);
    const settled = table(
      join(SHARED, "funding/binance-usdm", `${file.replace(/[_.].*/, "")}.csv.gz`),
    );
    const funding = rows.map(
      ([ts = 0]) => settled.findLast(([at = 0]) => at <= ts + BAR_MS)?.[1] ?? Number.NaN,
    );
    return barsOf(rows, funding);
  };
  const files = ["BTCUSDT_20250306-20250413", "ETHUSDT_20250525-20250713", "SOLUSDT"].map(
    (name) => `${name}.csv.gz`,
  );

  it.each(files)("thirty days of %s give every plugin at least ten signals", (file) => {
    const real = recorded(file);
    const counts = PLUGINS.map(([id, plugin]) => {
      const manifest = manifestOf(id);
      const decisions = decide(plugin, manifest, paramsOf(manifest.params, "default"), real);
      return [id, decisions.filter((signal) => signal !== null).length] as const;
    });
    expect(counts.filter(([, count]) => count < 10)).toEqual([]);
  });
});
