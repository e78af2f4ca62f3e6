import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RiskEnvelope } from "#host/contract/approval.ts";
import type { Candle } from "#host/contract/candles.ts";
import type { EntrySignal } from "#host/contract/signal.ts";
import { e8, formatE8 } from "#host/kernel/e8.ts";
import { instrumentRules } from "#host/kernel/instrument.ts";
import { metricsOf } from "#sdk/compare/metrics.ts";
import { runSlot, START_E8, type BarAnswers, type SlotTerms } from "#sdk/compare/slot-account.ts";
import { FIRST_TS } from "#test/kit/sdk.ts";

const STEP_MS = 300_000;
const RULES = instrumentRules({
  id: "BTCUSDT",
  venueSymbol: "BTCUSDT",
  kind: "linear_perpetual",
  tickE8: "10000000",
  lotE8: "100000",
  minQuantityE8: "100000",
  maxMarketQuantityE8: "10000000000",
  minNotionalE8: "500000000",
  contractMultiplier: 1,
  settle: "USDT",
  fundingIntervalMin: 480,
  validFrom: "2018-01-01T00:00:00.000Z",
});
const RISK: RiskEnvelope = {
  leverageMax: "2",
  takeProfitPct: { default: "10", min: "10", max: "10" },
  stopLossPct: { default: "5", min: "5", max: "5" },
  trigger: "last",
  trailingPct: null,
  breakevenPct: null,
  timeStopBars: null,
  maxNotionalPct: null,
};

function terms(change: Partial<SlotTerms> = {}, risk: Partial<RiskEnvelope> = {}): SlotTerms {
  return {
    risk: { ...RISK, ...risk },
    exit: { when: "always", min_hold_bars: 0 },
    bundleSha256: "a".repeat(64),
    timeframe: "5m",
    rules: RULES,
    costs: { takerFeeBpsE8: 0n, slippageBpsE8: 0n },
    ...change,
  };
}

/** [open, high, low, close] and what was answered at the close: B or S enters, X leaves. */
type Row = readonly [prices: readonly [number, number, number, number], answer?: string];

function play(rows: readonly Row[], given: SlotTerms = terms()) {
  const bars = rows.map(([[open, high, low, close], answer = ""], n) => {
    const ts = FIRST_TS + n * STEP_MS;
    const candle: Candle = { ts, open, high, low, close, volume: 1, funding: 0, oi: 0 };
    return { candle, answers: answersOf(answer) };
  });
  const run = runSlot(given, bars);
  return { ...run, nets: run.trades.map(({ netE8 }) => formatE8(netE8)), metrics: metricsOf(run) };
}

function answersOf(answer: string): BarAnswers {
  const side = answer.includes("B") ? "Buy" : "Sell";
  const entry: EntrySignal | null = /[BS]/.test(answer) ? { side, rationale: "r" } : null;
  const exit = answer.includes("X");
  return { entry, exit: { Buy: exit, Sell: exit } };
}

const flat = (price: number): Row[0] => [price, price, price, price];

describe("one slot", () => {
  it("enters at the next open, 5 % of the wallet as margin, and takes profit inside a bar", () => {
    // 10,000 × 5 % × 2 ÷ 100 = 10 coins; 10 % of 100 = 10 each.
    const { nets, metrics, barsHeld } = play([
      [flat(100), "B"],
      [flat(100)],
      [[100, 111, 100, 105]],
      [flat(105)],
    ]);
    expect(nets).toEqual(["100"]);
    expect(metrics).toMatchObject({ trades: 1, wins: 1, netPct: 1, profitFactor: null });
    expect(barsHeld).toBe(1);
  });

  it("a stop inside the bar, and the stop when both were touched", () => {
    expect(play([[flat(100), "B"], [[100, 101, 94, 95]]]).nets).toEqual(["-50"]);
    expect(play([[flat(100), "B"], [[100, 112, 94, 100]]]).nets).toEqual(["-50"]);
  });

  it("a short earns what falls", () => {
    expect(play([[flat(100), "S"], [flat(100)], [[100, 100, 89, 90]]]).nets).toEqual(["100"]);
  });

  it("leaves at the next open after an exit signal, and not before it has held long enough", () => {
    const rows: Row[] = [[flat(100), "B"], [flat(100), "X"], [flat(102), "X"], [flat(103)]];
    expect(play(rows).nets).toEqual(["20"]);
    const patient = terms({ exit: { when: "always", min_hold_bars: 2 } });
    expect(play(rows, patient).nets).toEqual(["30"]);
    const stubborn = terms({ exit: { when: "in_loss", min_hold_bars: 0 } });
    expect(play(rows, stubborn).nets).toEqual([]);
  });

  it("reverses at one open", () => {
    const { nets } = play([[flat(100), "B"], [flat(100), "XS"], [flat(98)], [[98, 98, 88, 89]]]);
    expect(nets[0]).toBe("-20");
    expect(nets).toHaveLength(2);
  });

  it("an entry while a position is open is none", () => {
    const { nets, barsHeld } = play([
      [flat(100), "B"],
      [flat(100), "B"],
      [flat(100), "S"],
      [flat(100)],
    ]);
    expect([nets, barsHeld]).toEqual([[], 3]);
  });

  it("the time stop, the trailing stop and break-even are the kernel's", () => {
    const still: Row[] = [[flat(100), "B"], [flat(101)], [flat(101)], [flat(101)]];
    expect(play(still, terms({}, { timeStopBars: 2 })).nets).toEqual(["0"]);
    const rise: Row[] = [[flat(100), "B"], [[100, 108, 100, 108]], [[108, 108, 100, 101]]];
    expect(play(rise, terms({}, { trailingPct: "2" })).nets).toEqual(["59"]);
    expect(play(rise, terms({}, { breakevenPct: "5" })).nets).toEqual(["0"]);
  });

  it("pays fees and slippage on both ends", () => {
    const rows: Row[] = [[flat(100), "B"], [flat(100), "X"], [flat(100)]];
    const costs = { takerFeeBpsE8: e8("10"), slippageBpsE8: 0n };
    const paid = play(rows, terms({ costs }));
    expect(paid.nets).toEqual(["-2"]);
    expect(paid.metrics).toMatchObject({ feesPct: 0.02, netPct: -0.02 });
    const slipped = play(rows, terms({ costs: { takerFeeBpsE8: 0n, slippageBpsE8: e8("10") } }));
    expect(slipped.nets).toEqual(["-2"]);
  });

  it.for<[name: string, answer: string, risk: Partial<RiskEnvelope>]>([
    ["a position over the signed size", "B", { maxNotionalPct: "1" }],
    ["a leverage under 1", "B", { leverageMax: "0.5" }],
  ])("%s is not entered", ([, answer, risk]) => {
    const { barsHeld } = play([[flat(100), answer], [flat(100)]], terms({}, risk));
    expect(barsHeld).toBe(0);
  });

  it("an open position counts at the last close, not as a trade", () => {
    const { nets, metrics } = play([[flat(100), "B"], [flat(101)]]);
    expect(nets).toEqual([]);
    expect(metrics).toMatchObject({ netPct: 0, trades: 0, maxDrawdownPct: 0 });
  });

  it("funding that is not known makes the costs incomplete", () => {
    const midnight = Math.ceil(FIRST_TS / 28_800_000) * 28_800_000;
    const candle = (ts: number, funding: number | null): Candle => ({
      ts,
      open: 100,
      high: 100,
      low: 100,
      close: 100,
      volume: 1,
      funding,
      oi: 0,
    });
    const at = (funding: number | null) => [
      { candle: candle(midnight - 2 * STEP_MS, 0), answers: answersOf("B") },
      { candle: candle(midnight - STEP_MS, 0), answers: answersOf("") },
      { candle: candle(midnight, funding), answers: answersOf("") },
    ];
    expect(runSlot(terms(), at(null)).unknownRates).toBeGreaterThan(0);
    expect(runSlot(terms(), at(0.0001)).unknownRates).toBe(0);
    expect(formatE8(runSlot(terms(), at(0.0001)).fundingE8)).toBe("-0.1");
  });
});

describe("laws", () => {
  const bar = fc.tuple(
    fc.integer({ min: 90, max: 110 }),
    fc.constantFrom("", "B", "S", "X", "XB", "XS"),
  );

  it("what trades won and lost, and what is open, is what the equity gained", () => {
    fc.assert(
      fc.property(fc.array(bar, { minLength: 2, maxLength: 60 }), (bars) => {
        const rows = bars.map(([price, answer]): Row => [flat(price), answer]);
        // Leaving for certain at the end: then nothing is open.
        const closing: Row[] = [...rows, [flat(100), "X"], [flat(100)], [flat(100)]];
        const { trades, equityE8 } = play(
          closing,
          terms({ costs: { takerFeeBpsE8: e8("5.5"), slippageBpsE8: e8("1") } }),
        );
        const won = trades.reduce((sum, { netE8 }) => sum + netE8, 0n);
        expect((equityE8.at(-1) ?? 0n) - START_E8).toBe(won);
      }),
      { numRuns: 60 },
    );
  });

  it("a bar that is cut off changes nothing before it", () => {
    fc.assert(
      fc.property(fc.array(bar, { minLength: 3, maxLength: 40 }), (bars) => {
        const rows = bars.map(([price, answer]): Row => [flat(price), answer]);
        expect(play(rows.slice(0, -1)).equityE8).toEqual(play(rows).equityE8.slice(0, -1));
      }),
      { numRuns: 40 },
    );
  });
});
