import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fileFeed, type FileFeedOptions } from "#host/feed/file/feed.ts";
import { candlesOf, readCandleFile, type CandleFile } from "#host/feed/file/read.ts";
import { assert, Fault } from "#host/kernel/result.ts";
import type { Feed } from "#host/ports.ts";
import { stepsOf } from "#test/kit/feed.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";

const HEADER = "ts,open,high,low,close,volume";
/** Row k of a 5m file; prices rise by one per bar. */
const row = (k: number): string =>
  `${k * 300_000},${100 + k},${102 + k},${99 + k},${101 + k},${k}.5`;
const text = (...lines: readonly string[]): string => `${lines.join("\n")}\n`;
const GOOD = text(HEADER, row(0), row(1), row(2));

function read(content: string | Uint8Array): ReturnType<typeof candlesOf> {
  return candlesOf(typeof content === "string" ? Buffer.from(content) : content, "FILE.csv", "5m");
}

function good(content: string | Uint8Array): CandleFile {
  const file = read(content);
  assert(file.ok, "the file is good");
  return file.value;
}

describe("a candle file is refused, with its line, when it has", () => {
  const zip = gzipSync(GOOD);
  const flipped = Buffer.from(zip);
  flipped.writeUInt8(flipped.readUInt8(20) ^ 1, 20);
  it.for<[name: string, content: string | Uint8Array, message: string | RegExp]>([
    ["nothing in it", "", "FILE.csv:1: the file is empty"],
    ["only a byte order mark", "\ufeff", "FILE.csv:1: the file is empty"],
    ["only a header", text(HEADER), "FILE.csv:1: the file has a header and no bars"],
    ["only a header without a line end", HEADER, "FILE.csv:1: the file has a header and no bars"],
    [
      "gzip data that is cut off",
      zip.subarray(0, -3),
      "FILE.csv: the file is truncated: its gzip data ends too early",
    ],
    ["gzip data with a flipped bit", flipped, /^FILE\.csv: the gzip data is damaged: /],
    [
      "something after the gzip data",
      Buffer.concat([zip, Buffer.from("x")]),
      /^FILE\.csv: the (?:file is truncated|gzip data)/,
    ],
    [
      "no header",
      text(row(0), row(1)),
      /^FILE\.csv:1: column "0" is not known; the first line must/,
    ],
    [
      "one endless line",
      "x".repeat(5_000),
      "FILE.csv:1: the first line is too long to name columns",
    ],
    ["an unknown column", text(`${HEADER},vwap`, row(0)), 'FILE.csv:1: column "vwap" is not known'],
    ["a column twice", text(`${HEADER},close`, row(0)), "FILE.csv:1: column close is there twice"],
    ["no volume", text("ts,open,high,low,close"), "FILE.csv:1: column volume is missing"],
    ["another case of a column", text("TS,open"), 'FILE.csv:1: column "TS" is not known'],
    ["a header of UTF-16", Buffer.from(GOOD, "utf16le"), /^FILE\.csv:1: column .* is not known/],
    [
      "a cell too few",
      text(HEADER, "0,1,2,1,1"),
      "FILE.csv:2: the row has 5 cells, the header has 6",
    ],
    [
      "a cell too many",
      text(HEADER, `${row(0)},1`),
      "FILE.csv:2: the row has 7 cells, the header has 6",
    ],
    ["an empty line", text(HEADER, row(0), "", row(1)), /^FILE\.csv:3: ts was "", not a number/],
    ["an empty line at the end", text(HEADER, row(0), ""), /^FILE\.csv:3: ts was "", not a number/],
    ["an empty price", text(HEADER, "0,,2,1,1,1"), 'FILE.csv:2: open was "", not a number'],
    ["a price in words", text(HEADER, "0,one,2,1,1,1"), 'FILE.csv:2: open was "one", not a number'],
    ["NaN", text(HEADER, row(0), "300000,NaN,2,1,1,1"), 'FILE.csv:3: open was "NaN", not a number'],
    [
      "Infinity",
      text(HEADER, "0,1,Infinity,1,1,1"),
      'FILE.csv:2: high was "Infinity", not a number',
    ],
    [
      "a number beyond doubles",
      text(HEADER, "0,1,1e999,1,1,1"),
      'FILE.csv:2: high was "1e999", not a number',
    ],
    [
      "spaces around a number",
      text(HEADER, "0, 1,2,1,1,1"),
      'FILE.csv:2: open was " 1", not a number',
    ],
    ["quotes", text(HEADER, '0,"1",2,1,1,1'), /^FILE\.csv:2: open was "\\"1\\"", not a number/],
    [
      "a control character",
      text(HEADER, "0,\u001b[2J,2,1,1,1"),
      /^FILE\.csv:2: open was "\\u001b\[2J"/,
    ],
    [
      "a lone carriage return",
      text(HEADER, `${row(0)}\r${row(1)}`),
      /^FILE\.csv:2: volume was "0\.5\\r3/,
    ],
    [
      "a fractional ts",
      text(HEADER, "0.5,1,2,1,1,1"),
      "FILE.csv:2: ts 0.5 is not epoch milliseconds",
    ],
    [
      "a ts before 1970",
      text(HEADER, "-300000,1,2,1,1,1"),
      /^FILE\.csv:2: ts -300000 is not epoch/,
    ],
    [
      "a ts beyond every date",
      text(HEADER, "9000000000000000,1,2,1,1,1"),
      /is not epoch milliseconds/,
    ],
    [
      "a ts off the grid",
      text(HEADER, "300000000001,1,2,1,1,1"),
      /ts 300000000001 is not on the grid of 300000 ms$/,
    ],
    [
      "a ts in seconds",
      text(HEADER, "1743984060,1,2,1,1,1"),
      /not on the grid of 300000 ms; it looks like seconds/,
    ],
    ["the same ts twice", text(HEADER, row(0), row(0)), "FILE.csv:3: ts 0 is there twice"],
    [
      "a bar before the one before",
      text(HEADER, row(1), row(0)),
      "FILE.csv:3: ts 0 is not after 300000",
    ],
    ["a low above the high", text(HEADER, "0,5,4,6,5,1"), "FILE.csv:2: low 6 is above high 4"],
    [
      "an open above the high",
      text(HEADER, "0,9,4,3,4,1"),
      "FILE.csv:2: open 9 is outside low 3 and high 4",
    ],
    [
      "a close below the low",
      text(HEADER, "0,4,4,3,2,1"),
      "FILE.csv:2: close 2 is outside low 3 and high 4",
    ],
    ["a price of zero", text(HEADER, "0,1,1,0,1,1"), "FILE.csv:2: low 0 is not above 0"],
    ["a negative price", text(HEADER, "0,1,1,-1,1,1"), "FILE.csv:2: low -1 is not above 0"],
    ["a negative volume", text(HEADER, "0,1,1,1,1,-1"), "FILE.csv:2: volume -1 is below 0"],
    ["a negative oi", text(`${HEADER},oi`, "0,1,1,1,1,1,-2"), "FILE.csv:2: oi -2 is below 0"],
    [
      "NaN for funding",
      text(`${HEADER},funding`, "0,1,1,1,1,1,nan"),
      'FILE.csv:2: funding was "nan", not a number',
    ],
  ])("%s", ([, content, message]) => {
    const outcome = read(content);
    assert(!outcome.ok, "the file is refused");
    expect(outcome.refusal.code).toBe("candles_invalid");
    expect(outcome.refusal.message).toMatch(message);
  });
});

describe("a candle file is read alike", () => {
  const plain = good(GOOD).columns;
  it.for<[name: string, content: string | Uint8Array]>([
    ["with CRLF", GOOD.replaceAll("\n", "\r\n")],
    ["with a byte order mark", `\ufeff${GOOD}`],
    ["without the last line end", GOOD.trimEnd()],
    ["packed", gzipSync(GOOD)],
    [
      "packed in two members",
      Buffer.concat([gzipSync(GOOD.slice(0, 50)), gzipSync(GOOD.slice(50))]),
    ],
  ])("%s", ([, content]) => {
    expect(good(content).columns).toEqual(plain);
  });

  it("in any order of columns", () => {
    const shuffled = text(
      "oi,close,ts,volume,low,open,high,funding",
      "7,101,0,0.5,99,100,102,-0.0001",
    );
    const { columns } = good(shuffled);
    expect([columns.ts[0], columns.open[0], columns.close[0]]).toEqual([0, 100, 101]);
    expect([columns.oi[0], columns.funding[0]]).toEqual([7, -0.0001]);
  });

  it("with an empty cell where a side value is not known", () => {
    const { columns } = good(text(`${HEADER},oi,funding`, `${row(0)},,`, `${row(1)},5,0.0001`));
    expect(Array.from(columns.oi)).toEqual([Number.NaN, 5]);
    expect(Array.from(columns.funding)).toEqual([Number.NaN, 0.0001]);
  });

  it("names its gaps by bar number, and keeps what is there", () => {
    const file = good(text(HEADER, row(2), row(3), row(5), row(9)));
    expect(file.gaps).toEqual([
      { from: 4, to: 4 },
      { from: 6, to: 8 },
    ]);
    expect(file.columns.length).toBe(4);
  });

  it("is named by its content, packed or not", () => {
    expect(good(gzipSync(GOOD)).sha256).toBe(good(GOOD).sha256);
    expect(good(text(HEADER, row(0))).sha256).not.toBe(good(GOOD).sha256);
  });
});

describe("a file on disk", () => {
  it("is read by its path, and named by it in a refusal", () => {
    const path = join(temporaryFolder(), "bars.csv");
    writeFileSync(path, GOOD);
    expect(readCandleFile(path, "5m").ok).toBe(true);
    expect(readCandleFile(path, "15m")).toMatchObject({
      refusal: { message: expect.stringContaining(`${path}:3: ts 300000`) },
    });
  });

  it("that is not there, or may never end, is a fault", () => {
    expect(() => readCandleFile(join(temporaryFolder(), "none.csv"), "5m")).toThrow(Fault);
    expect(() => readCandleFile("/dev/zero", "5m")).toThrow("/dev/zero is not a plain file");
  });
});

describe("a feed from a file", () => {
  const whole = good(text(HEADER, ...Array.from({ length: 14 }, (_, k) => row(k))));
  const holed = good(text(HEADER, row(0), row(1), row(2), row(4), row(5), row(6), row(7), row(8)));
  const feedOf = (change: Partial<FileFeedOptions> = {}): Feed => {
    const subscriptions = [{ instrument: "BTCUSDT", timeframe: "5m" as const }];
    const pace = { kind: "full" } as const;
    const feed = fileFeed({ candles: whole, pair: "BTCUSDT", subscriptions, pace, ...change });
    assert(feed.ok, "the feed has its series");
    return feed.value;
  };

  it("plays every bar at its close, gaps left open", async () => {
    const steps = await stepsOf(feedOf({ candles: holed }));
    expect(steps.map(({ closeMs }) => closeMs / 300_000)).toEqual([1, 2, 3, 5, 6, 7, 8, 9]);
    expect(steps[3]?.bars).toEqual([
      {
        instrument: "BTCUSDT",
        timeframe: "5m",
        bar: 4,
        candle: {
          ts: 1_200_000,
          open: 104,
          high: 106,
          low: 103,
          close: 105,
          volume: 4.5,
          funding: null,
          oi: null,
        },
        availableAtMs: 1_500_000,
      },
    ]);
  });

  it("goes on after an instant, and knows its length", async () => {
    const feed = feedOf();
    const all = await stepsOf(feed);
    expect(all).toHaveLength(feed.stepsTotal ?? -1);
    expect(await stepsOf(feed, { afterMs: 900_000 })).toEqual(all.slice(3));
    expect(await stepsOf(feed, { afterMs: 899_999 })).toEqual(all.slice(2));
  });

  it("makes longer bars of its own, and none of an incomplete one", async () => {
    const subscriptions = [{ instrument: "BTCUSDT", timeframe: "15m" as const }];
    const bars = (await stepsOf(feedOf({ candles: holed, subscriptions }))).map((s) => s.bars[0]);
    expect(bars.map((bar) => bar?.bar)).toEqual([0, 2]);
    expect(bars[1]?.candle).toMatchObject({
      ts: 1_800_000,
      open: 106,
      high: 110,
      low: 105,
      close: 109,
      volume: 22.5,
    });
    const resumed = await stepsOf(feedOf({ candles: whole, subscriptions }), { afterMs: 900_000 });
    expect(resumed.map((step) => step.bars[0]?.bar)).toEqual([1, 2, 3].slice(0, resumed.length));
  });

  it.for<[name: string, instrument: string, timeframe: "1m" | "5m" | "15m"]>([
    ["another pair", "ETHUSDT", "5m"],
    ["a finer timeframe", "BTCUSDT", "1m"],
  ])("is refused for %s", ([, instrument, timeframe]) => {
    const subscriptions = [{ instrument, timeframe }];
    const pace = { kind: "full" } as const;
    const outcome = fileFeed({ candles: whole, pair: "BTCUSDT", subscriptions, pace });
    expect(outcome).toMatchObject({ ok: false, refusal: { code: "feed_lacks_series" } });
  });

  it("is named by the bytes, the pair and the series", () => {
    const fifteen = [{ instrument: "BTCUSDT", timeframe: "15m" as const }];
    const names = [feedOf(), feedOf({ candles: holed }), feedOf({ subscriptions: fifteen })];
    expect(new Set(names.map((feed) => feed.identity)).size).toBe(3);
    expect(feedOf().identity).toBe(feedOf().identity);
  });
});
