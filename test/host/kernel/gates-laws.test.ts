import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RiskPolicy } from "#host/contract/config.ts";
import { plan as planShape } from "#host/contract/plan.ts";
import { emptyBook } from "#host/kernel/book.ts";
import { e8, formatE8, numberOfE8, type E8 } from "#host/kernel/e8.ts";
import type { EntryInput } from "#host/kernel/entry.ts";
import { approveEntry, type ApprovedEntry } from "#host/kernel/gates.ts";
import { limitsOf } from "#host/kernel/limits.ts";
import { anEntry, anOverlay, aPolicy, NOON_MS } from "#test/kit/risk.ts";

const tenths = (min: number, max: number) => fc.integer({ min, max }).map((n) => String(n / 10));
const usdt = (min: string, max: string): fc.Arbitrary<E8> =>
  fc.bigInt({ min: e8(min), max: e8(max) });

/** Policies around the values that entries below have, so that about half of them refuse. */
const policy: fc.Arbitrary<RiskPolicy> = fc
  .record({
    leverage_max: tenths(10, 100),
    margin_fraction_pct: tenths(1, 120),
    take_profit_pct_min: tenths(0, 21),
    stop_loss_pct_min: tenths(0, 11),
    reward_risk_min: tenths(0, 21),
    positions_max: fc.integer({ min: 2, max: 5 }),
    position_notional_pct_max: tenths(200, 1_000),
    total_notional_pct_max: tenths(600, 5_000),
    daily_loss_pct_max: tenths(50, 150),
    loss_streak_max: fc.integer({ min: 2, max: 6 }),
    entries_per_hour_max: fc.integer({ min: 1, max: 4 }),
    price_band_pct: tenths(60, 300),
    liquidation_margin_pct: tenths(0, 18_000),
    clock_skew_ms_max: fc.integer({ min: 480, max: 1_000 }),
  })
  .map((change) => aPolicy(change));

const entry: fc.Arbitrary<EntryInput> = fc
  .record({
    side: fc.constantFrom("Buy", "Sell"),
    strength: fc.integer({ min: 1, max: 100 }).map((n) => n / 100),
    referencePriceE8: usdt("90", "110"),
    unrealisedE8: usdt("-200", "200"),
    equityE8: usdt("2000", "20000"),
    lossE8: usdt("0", "500"),
    open: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ side, strength, referencePriceE8, unrealisedE8, equityE8, lossE8, open }) =>
    anEntry({
      referencePriceE8,
      unrealisedE8,
      equityE8,
      markPriceE8: e8("100"),
      overlays: [],
      signal: { side, strength },
      book: {
        ...emptyBook(e8("10000")),
        day: Math.floor(NOON_MS / 86_400_000),
        equityE8: e8("10000") - lossE8,
        lossStreak: open,
        positions: Array.from({ length: open }, (_, at) => ({
          instrument: `OTHER${at}`,
          side: "Buy" as const,
          quantityE8: e8("1"),
          notionalE8: e8("1000"),
        })),
      },
    }),
  );

function under(input: EntryInput, risk: RiskPolicy): ApprovedEntry | null {
  const outcome = approveEntry({ ...input, limits: limitsOf(risk) });
  return outcome.ok ? outcome.value : null;
}

/** Limits that only refuse, and never change the size of what they let pass. */
const TIGHTER = {
  take_profit_pct_min: "raise",
  stop_loss_pct_min: "raise",
  reward_risk_min: "raise",
  liquidation_margin_pct: "raise",
  positions_max: "lower",
  position_notional_pct_max: "lower",
  total_notional_pct_max: "lower",
  daily_loss_pct_max: "lower",
  loss_streak_max: "lower",
  entries_per_hour_max: "lower",
  price_band_pct: "lower",
  clock_skew_ms_max: "lower",
} as const;
type Tightened = keyof typeof TIGHTER;

function tightened(risk: RiskPolicy, name: Tightened, by: number): RiskPolicy {
  const value = Number(risk[name]);
  const next = TIGHTER[name] === "raise" ? value + by / 10 : value - by / 10;
  if (typeof risk[name] === "number") return { ...risk, [name]: Math.max(1, Math.floor(next)) };
  return { ...risk, [name]: formatE8(BigInt(Math.round(Math.max(0, next) * 1e8))) };
}

describe("laws of the gates", () => {
  it("are monotone: a tighter limit approves nothing that the looser one refused", () => {
    let approved = 0;
    let refused = 0;
    const names = fc.constantFrom<Tightened>(...(Object.keys(TIGHTER) as Tightened[]));
    fc.assert(
      fc.property(entry, policy, names, fc.nat({ max: 40 }), (input, risk, name, by) => {
        const loose = under(input, risk);
        const tight = under(input, tightened(risk, name, by));
        if (tight === null) refused += 1;
        else approved += 1;
        expect(tight === null || loose !== null).toBe(true);
        // What both approve is the same entry: these limits refuse, they do not resize.
        expect(tight === null ? null : loose).toEqual(tight);
      }),
      { numRuns: 800 },
    );
    // Both happen often, or the law was tested on nothing.
    expect(Math.min(approved, refused)).toBeGreaterThan(30);
  });

  it("shrink with every factor: less strength, margin, leverage or overlay is never a larger order", () => {
    const shrink = fc.constantFrom<(input: EntryInput) => EntryInput>(
      (input) => ({
        ...input,
        signal: { ...input.signal, strength: (input.signal.strength ?? 1) / 2 },
      }),
      (input) => ({ ...input, overlays: [anOverlay({ kind: "sizeMultiplier", value: "0.7" })] }),
      (input) => ({ ...input, overlays: [anOverlay({ kind: "leverageMax", value: "1.3" })] }),
      (input) => ({
        ...input,
        limits: { ...input.limits, marginFractionPctE8: input.limits.marginFractionPctE8 / 2n },
      }),
      (input) => ({ ...input, limits: { ...input.limits, leverageMaxE8: e8("1") } }),
      (input) => ({ ...input, envelope: { ...input.envelope, leverageMax: "1" } }),
      (input) => ({ ...input, bankrollSettingE8: input.bankrollSettingE8 / 2n }),
      (input) => ({ ...input, book: { ...input.book, peakE8: input.book.peakE8 * 2n } }),
    );
    fc.assert(
      fc.property(entry, policy, shrink, (input, risk, smaller) => {
        // One tier: across two, less margin may be allowed more leverage, which is the venue's rule and not ours.
        const rules = { ...input.rules, riskTiers: input.rules.riskTiers.slice(1) };
        const whole = { ...input, rules, limits: limitsOf(risk) };
        const before = approveEntry(whole);
        const after = approveEntry(smaller(whole));
        fc.pre(before.ok && after.ok);
        const [large, small] = [before, after].map((outcome) =>
          outcome.ok ? outcome.value.order : null,
        );
        expect((small?.quantityE8 ?? 0n) <= (large?.quantityE8 ?? 0n)).toBe(true);
        expect((small?.leverageE8 ?? 0n) <= (large?.leverageE8 ?? 0n)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("keep what they approve within every limit, counted again in another way", () => {
    fc.assert(
      fc.property(entry, policy, (input, risk) => {
        const approved = under(input, risk);
        fc.pre(approved !== null);
        if (approved === null) return;
        const { order } = approved;
        const bankroll = Math.min(numberOfE8(input.equityE8 ?? 0n), 10_000);
        const price = numberOfE8(input.referencePriceE8);
        const notional = numberOfE8(order.quantityE8) * price;
        const slack = 1 + 1e-9;
        const leverage = numberOfE8(order.leverageE8);
        const within = [
          leverage <= Math.min(5, Number(risk.leverage_max)),
          notional / leverage <= (bankroll * Number(risk.margin_fraction_pct) * slack) / 100,
          notional <= (bankroll * Number(risk.position_notional_pct_max) * slack) / 100,
          notional + 1_000 * input.book.positions.length <=
            (bankroll * Number(risk.total_notional_pct_max) * slack) / 100,
          input.book.positions.length < risk.positions_max,
        ];
        expect(within).toEqual(within.map(() => true));
        const sign = order.side === "Buy" ? 1 : -1;
        const stop = numberOfE8(order.protection?.stopLossE8 ?? 0n);
        const target = numberOfE8(order.protection?.takeProfitE8 ?? 0n);
        expect((price - stop) * sign > 0 && (target - price) * sign > 0).toBe(true);
        expect((price - stop) * sign <= (price / 100) * slack).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("decide the same thing every time, and write nothing into what they read", () => {
    fc.assert(
      fc.property(entry, policy, (input, risk) => {
        const whole = { ...input, limits: limitsOf(risk) };
        const before = structuredClone(whole);
        const first = approveEntry(whole);
        expect(approveEntry(whole)).toEqual(first);
        expect(whole).toEqual(before);
      }),
    );
  });

  it("approve plans that the contract accepts", () => {
    fc.assert(
      fc.property(entry, policy, (input, risk) => {
        const approved = under(input, risk);
        fc.pre(approved !== null);
        expect(planShape.safeParse(approved?.plan).success).toBe(true);
      }),
    );
  });
});
