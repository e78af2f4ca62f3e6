import { existsSync, globSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { timeframe } from "#host/contract/candles.ts";
import { candleAt, fileFeed } from "#host/feed/file/feed.ts";
import { readCandleFile, type CandleFile } from "#host/feed/file/read.ts";
import { assert } from "#host/kernel/result.ts";
import { stepsOf } from "#test/kit/feed.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const DATA = resolve(ROOT, process.env["BULKHEAD_SHARED_DATA"] ?? "../shared/data");
const FOLDER = join(DATA, "ohlcv", "binance-usdm");

function read(path: string): CandleFile {
  const file = readCandleFile(path, timeframe.parse(basename(dirname(path))));
  assert(file.ok, "a file of real candles is good");
  return file.value;
}

describe.skipIf(!existsSync(FOLDER))("real candles (BULKHEAD_SHARED_DATA)", () => {
  it("are read whole, without a gap", () => {
    const paths = globSync(join(FOLDER, "*", "*.csv.gz"));
    expect(paths.length).toBeGreaterThan(10);
    for (const path of paths) {
      const file = read(path);
      expect(file.columns.length).toBeGreaterThan(5_000);
      expect(file.gaps).toEqual([]);
    }
  });

  it.for(["SOLUSDT", "DOGEUSDT"])("of %s make the venue's own hours", async (pair) => {
    const hours = read(join(FOLDER, "1h", `${pair}.csv.gz`)).columns;
    const byTs = new Map(Array.from(hours.ts, (ts, index) => [ts, candleAt(hours, index)]));
    const feed = fileFeed({
      candles: read(join(FOLDER, "5m", `${pair}.csv.gz`)),
      pair,
      subscriptions: [{ instrument: pair, timeframe: "1h" }],
      pace: { kind: "full" },
    });
    assert(feed.ok, "the hours are made of the file");
    let compared = 0;
    for (const { bars } of await stepsOf(feed.value)) {
      const ours = bars[0]?.candle;
      const theirs = byTs.get(ours?.ts ?? -1);
      if (ours === undefined || theirs === undefined) continue;
      const { open, high, low, close, volume } = theirs;
      expect(ours).toMatchObject({ open, high, low, close });
      expect(ours.volume / volume).toBeCloseTo(1, 9);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(6_000);
  });
});
