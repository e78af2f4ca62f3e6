import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as plugin from "#plugin";
import type { Descriptor } from "#plugin";
import { bits, columns, planOf, valuesOf } from "./kit.ts";

/** Every kind, with small periods so that blocks turn over often, and compositions of them. */
const EVERY: readonly [name: string, make: (n: number) => Descriptor][] = [
  ["col", () => plugin.col("close")],
  ["sum", (n) => plugin.sum("close", n)],
  ["sma", (n) => plugin.sma("close", n)],
  ["ema", (n) => plugin.ema("close", n)],
  ["wma", (n) => plugin.wma("close", n)],
  ["wilder", (n) => plugin.wilder("close", n)],
  ["rsi", (n) => plugin.rsi("close", n + 1)],
  ["atr", (n) => plugin.atr(n)],
  ["macd signal", (n) => plugin.macd("close", n + 1, n + 3, n).signal],
  ["stddev", (n) => plugin.stddev("close", n + 1)],
  ["zscore", (n) => plugin.zscore("close", n + 1)],
  ["bollinger", (n) => plugin.bollinger("close", n + 1, 2).upper],
  ["highest", (n) => plugin.highest("high", n)],
  ["lowest", (n) => plugin.lowest("low", n)],
  ["roc", (n) => plugin.roc("close", n)],
  ["lag", (n) => plugin.lag("close", n)],
  ["obv", () => plugin.obv()],
  ["vwap", (n) => plugin.vwap(n)],
  [
    "arithmetic",
    (n) => plugin.max(plugin.abs(plugin.neg("open")), plugin.min(plugin.sma("close", n), 50)),
  ],
  ["ema of rsi", (n) => plugin.ema(plugin.rsi("close", n + 1), n)],
  ["sma of a quotient with gaps", (n) => plugin.sma(plugin.div(1, plugin.sub("close", "open")), n)],
  ["rolling", (n) => plugin.rolling("close", n, (w) => (w[0] ?? 0) - (w.at(-1) ?? 0))],
  [
    "ema of rolling",
    (n) =>
      plugin.ema(
        plugin.rolling("close", n, (w) => Math.max(...w)),
        n,
      ),
  ],
  ["scan", () => plugin.scan(0, (state, x) => state * 0.9 + x, "close")],
  [
    "scan of a list",
    () => plugin.scan([0, 0], (s, x) => ((s[1] = s[0]), (s[0] = x), s[0] - s[1]), "close"),
  ],
];

/** Prices in ticks of a quarter, often equal to the one before, so that flat runs and zero divisions happen. */
const barsOf = fc
  .array(fc.tuple(fc.integer({ min: -6, max: 6 }), fc.nat(4), fc.nat(4), fc.nat(50)), {
    minLength: 1,
    maxLength: 60,
  })
  .map((steps) => {
    let price = 100;
    const rows = steps.map(([move, up, down, volume]) => {
      const open = price;
      price = Math.max(20, price + (move > 3 ? 0 : move) / 4);
      return {
        open,
        close: price,
        high: Math.max(open, price) + up / 4,
        low: Math.min(open, price) - down / 4,
        volume,
      };
    });
    return rows;
  });
type Rows = { open: number; high: number; low: number; close: number; volume: number }[];
const columnsOf = (rows: Rows, scale = 1) =>
  columns(
    rows.map((row) => row.close * scale),
    {
      open: rows.map((row) => row.open * scale),
      high: rows.map((row) => row.high * scale),
      low: rows.map((row) => row.low * scale),
      volume: rows.map((row) => row.volume),
    },
  );
const period = fc.integer({ min: 1, max: 9 });

describe.each(EVERY)("%s", (_name, make) => {
  it("cannot see the future: cutting it off changes no bit", () => {
    fc.assert(
      fc.property(barsOf, period, fc.nat(), (rows, n, cut) => {
        const head = rows.slice(0, 1 + (cut % rows.length));
        expect(bits(valuesOf(make(n), columnsOf(head)))).toEqual(
          bits(valuesOf(make(n), columnsOf(rows))).slice(0, head.length),
        );
      }),
      { numRuns: 40 },
    );
  });

  it("gives the same bits whether bars are read one by one, at once or in another order", () => {
    fc.assert(
      fc.property(barsOf, period, fc.nat(), (rows, n, pick) => {
        const bars = columnsOf(rows);
        const oneByOne = valuesOf(make(n), bars);
        const plan = planOf({ it: make(n) });
        plan.open(bars, {});
        plan.advance(bars.length - 1);
        const deep = Math.min(bars.length, 1 + (pick % bars.length));
        expect(bits([plan.value(0, 1), plan.value(0, deep)])).toEqual(
          bits([oneByOne.at(-1) ?? 0, oneByOne.at(-deep) ?? 0]),
        );
      }),
      { numRuns: 40 },
    );
  });

  it("forgets the frame before: reused buffers leave no trace", () => {
    fc.assert(
      fc.property(barsOf, barsOf, period, (before, rows, n) => {
        const plan = planOf({ it: make(n) });
        const read = (bars: ReturnType<typeof columnsOf>) => {
          plan.open(bars, {});
          return Array.from(
            { length: bars.length },
            (_, end) => (plan.advance(end), plan.value(0, 1)),
          );
        };
        read(columnsOf(before));
        expect(bits(read(columnsOf(rows)))).toEqual(bits(valuesOf(make(n), columnsOf(rows))));
      }),
      { numRuns: 25 },
    );
  });
});

describe("quoting a coin in other units", () => {
  /** Power of the price in the value: 0 for ratios, 1 for prices. */
  const POWERS: readonly [name: string, power: number][] = [
    ["sum", 1],
    ["sma", 1],
    ["ema", 1],
    ["wma", 1],
    ["wilder", 1],
    ["rsi", 0],
    ["atr", 1],
    ["macd signal", 1],
    ["stddev", 1],
    ["zscore", 0],
    ["bollinger", 1],
    ["highest", 1],
    ["lowest", 1],
    ["roc", 0],
    ["lag", 1],
    ["obv", 0],
    ["vwap", 1],
    ["ema of rsi", 0],
    ["sma of a quotient with gaps", -1],
  ];
  it.each(POWERS)("scales %s by the price to the power %i, to the bit", (name, power) => {
    const make = EVERY.find(([known]) => known === name)?.[1];
    if (make === undefined) throw new Error(`${name} is in the table`);
    fc.assert(
      fc.property(barsOf, period, fc.constantFrom(4, 0.25, 2 ** -40), (rows, n, scale) => {
        const values = valuesOf(make(n), columnsOf(rows)).map((x) => x * scale ** power);
        expect(bits(valuesOf(make(n), columnsOf(rows, scale)))).toEqual(bits(values));
      }),
      { numRuns: 40 },
    );
  });
});

describe("known bounds", () => {
  /** Every value lies between the two at its bar; bars without a value say nothing. */
  const within = (values: readonly number[], low: readonly number[], high: readonly number[]) =>
    values.every((x, i) => !(x < (low[i] ?? 0) - 1e-9) && !(x > (high[i] ?? 0) + 1e-9));

  it("keeps averages between lowest and highest, rsi in 0 … 100 and zscore within √n", () => {
    fc.assert(
      fc.property(barsOf, period, (rows, n) => {
        const bars = columnsOf(rows);
        const all = (x: number) => rows.map(() => x);
        const low = valuesOf(plugin.lowest("close", n), bars);
        const high = valuesOf(plugin.highest("close", n), bars);
        expect(within(valuesOf(plugin.sma("close", n), bars), low, high)).toBe(true);
        expect(within(valuesOf(plugin.wma("close", n), bars), low, high)).toBe(true);
        expect(within(valuesOf(plugin.rsi("close", n + 1), bars), all(0), all(100))).toBe(true);
        const reach = Math.sqrt(n);
        expect(within(valuesOf(plugin.zscore("close", n + 1), bars), all(-reach), all(reach))).toBe(
          true,
        );
      }),
    );
  });

  it("a flat window has a spread of exactly zero, no zscore, and an rsi of 0, whatever came before", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { maxLength: 30 }),
        period,
        (before, n) => {
          const bars = columns([...before, ...Array<number>(2 * n + 2).fill(0.1)]);
          expect(valuesOf(plugin.stddev("close", n + 1), bars).at(-1)).toBe(0);
          expect(valuesOf(plugin.zscore("close", n + 1), bars).at(-1)).toBeNaN();
          const flat = columns(Array<number>(n + 3).fill(0.1));
          expect(valuesOf(plugin.rsi("close", n + 1), flat).at(-1)).toBe(0);
        },
      ),
    );
  });

  it("starts again after a bar without value, as at its first bar", () => {
    const kinds = EVERY.filter(
      ([name]) => !/lag|scan|roc|arithmetic|quotient|obv|atr|vwap|highest|lowest/.test(name),
    );
    expect(kinds.length).toBeGreaterThan(8);
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        barsOf,
        barsOf,
        period,
        ([, make], before, rows, n) => {
          const closes = rows.map((row) => row.close);
          const whole = columns([...before.map((row) => row.close), Number.NaN, ...closes]);
          const values = valuesOf(make(n), whole).slice(before.length + 1);
          expect(bits(values)).toEqual(bits(valuesOf(make(n), columns(closes))));
        },
      ),
    );
  });
});
