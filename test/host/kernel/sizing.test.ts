import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { e8, formatE8, ONE_E8, type E8 } from "#host/kernel/e8.ts";
import type { InstrumentRules } from "#host/kernel/instrument.ts";
import { Bug } from "#host/kernel/result.ts";
import {
  effectiveBankroll,
  marginBudgetE8,
  sizeEntry,
  type SizingInput,
} from "#host/kernel/sizing.ts";
import { frozen } from "#test/kit/frozen.ts";
import { someRules } from "#test/kit/risk.ts";

function aSizing(
  change: Partial<Omit<SizingInput, "rules">> = {},
  rules: Partial<InstrumentRules> = {},
): SizingInput {
  return frozen({
    bankrollE8: e8("10000"),
    marginFractionPctE8: e8("10"),
    strengthE8: e8("1"),
    sizeMultiplierE8: e8("1"),
    leverageE8: e8("5"),
    priceE8: e8("100"),
    rules: someRules(rules),
    ...change,
  });
}

describe("the bankroll that percentages are of", () => {
  it.for<readonly [name: string, setting: string, equity: E8 | null, expected: string | null]>([
    ["the setting, when the venue has more", "1000", e8("5000"), "1000"],
    ["the equity, when the venue has less", "1000", e8("400"), "400"],
    ["nothing, when the venue has less than nothing", "1000", e8("-1"), "0"],
    ["a refusal, when nobody knows", "1000", null, null],
  ])("is %s", ([, setting, equity, expected]) => {
    const bankroll = effectiveBankroll(e8(setting), equity);
    expect(bankroll.ok ? formatE8(bankroll.value) : null).toBe(expected);
  });
});

describe("a size", () => {
  it("is bankroll × fraction × strength × multiplier × leverage ÷ price", () => {
    const size = sizeEntry(aSizing({ strengthE8: e8("0.5"), sizeMultiplierE8: e8("0.5") }));
    expect(size).toEqual({
      ok: true,
      value: { quantityE8: e8("12.5"), notionalE8: e8("1250"), marginE8: e8("250") },
    });
  });

  it.for<
    readonly [
      name: string,
      change: Partial<SizingInput>,
      rules: Partial<InstrumentRules>,
      quantity: string,
    ]
  >([
    ["is floored to the lot", { priceE8: e8("99.99") }, {}, "50.005"],
    [
      "loses no lot to rounding on the way",
      { bankrollE8: e8("0.3"), priceE8: e8("0.05") },
      { lotE8: 1n, minNotionalE8: 0n },
      "3",
    ],
    ["is never above the largest market order", {}, { maxMarketQuantityE8: e8("7.0019") }, "7.001"],
    ["is exactly the smallest quantity", {}, { minQuantityE8: e8("50") }, "50"],
    ["is exactly the smallest notional", {}, { minNotionalE8: e8("5000") }, "50"],
  ])("%s", ([, change, rules, quantity]) => {
    const size = sizeEntry(aSizing(change, rules));
    expect(size.ok ? formatE8(size.value.quantityE8) : size.refusal.message).toBe(quantity);
  });

  it.for<
    readonly [
      name: string,
      change: Partial<SizingInput>,
      rules: Partial<InstrumentRules>,
      needed: string | null,
    ]
  >([
    ["one lot under the smallest quantity", {}, { minQuantityE8: e8("50.001") }, "10000.2"],
    ["one step under the smallest notional", {}, { minNotionalE8: e8("5000.00000001") }, "10000.2"],
    ["a bankroll of nothing", { bankrollE8: 0n }, {}, "10"],
    ["a strength of nothing", { strengthE8: 0n }, {}, null],
    ["a multiplier of nothing", { sizeMultiplierE8: 0n }, {}, null],
    [
      "a largest order that is the smallest too",
      { bankrollE8: 1n },
      { maxMarketQuantityE8: e8("0.05") },
      "10",
    ],
    ["a largest order under the smallest", {}, { maxMarketQuantityE8: e8("0.01") }, null],
  ])("is refused: %s", ([, change, rules, needed]) => {
    const size = sizeEntry(aSizing(change, rules));
    expect(size).toMatchObject({
      ok: false,
      refusal: { code: "size_below_minimum", detail: { bankrollNeeded: needed } },
    });
  });

  it("names both bankrolls", () => {
    const size = sizeEntry(aSizing({ bankrollE8: e8("5") }));
    expect(size.ok ? null : size.refusal.message).toBe(
      "bankroll 5 USDT is under 10, which the smallest quantity of 0.05 needs",
    );
  });

  it.for<readonly [name: string, change: Partial<SizingInput>]>([
    ["a strength above 1", { strengthE8: e8("1.00000001") }],
    ["a multiplier above 1", { sizeMultiplierE8: e8("1.00000001") }],
    ["a price of zero", { priceE8: 0n }],
  ])("dies on %s", ([, change]) => {
    expect(() => sizeEntry(aSizing(change))).toThrow(Bug);
  });
});

const pow = (n: number): bigint => 10n ** BigInt(n);
const anySizing: fc.Arbitrary<SizingInput> = fc
  .record({
    bankrollE8: fc.bigInt({ min: 0n, max: e8("100000000") }),
    marginFractionPctE8: fc.bigInt({ min: e8("0.1"), max: e8("100") }),
    strengthE8: fc.bigInt({ min: e8("0.001"), max: ONE_E8 }),
    sizeMultiplierE8: fc.bigInt({ min: e8("0.001"), max: ONE_E8 }),
    leverageE8: fc.bigInt({ min: ONE_E8, max: e8("100") }),
    priceE8: fc.bigInt({ min: 1n, max: e8("1000000") }),
    lotE8: fc.integer({ min: 0, max: 10 }).map(pow),
    minQuantityE8: fc.bigInt({ min: 0n, max: e8("10") }),
    minNotionalE8: fc.bigInt({ min: 0n, max: e8("100") }),
    maxMarketQuantityE8: fc.bigInt({ min: e8("1000"), max: e8("1000000000") }),
  })
  .map(({ lotE8, minQuantityE8, minNotionalE8, maxMarketQuantityE8, ...input }) => ({
    ...input,
    rules: someRules({ lotE8, minQuantityE8, minNotionalE8, maxMarketQuantityE8 }),
  }));

describe("laws of sizing", () => {
  it("never uses more than the margin fraction", () => {
    fc.assert(
      fc.property(anySizing, (input) => {
        const size = sizeEntry(input);
        fc.pre(size.ok);
        const { quantityE8 } = size.value;
        // margin = quantity × price ÷ leverage ≤ bankroll × fraction %, without any rounding between
        const used = quantityE8 * input.priceE8 * 100n * ONE_E8;
        expect(used <= input.bankrollE8 * input.marginFractionPctE8 * input.leverageE8).toBe(true);
        // The rounded figure may be one step over: required margin is rounded up twice.
        expect(size.value.marginE8 <= marginBudgetE8(input) + 1n).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("gives an order that the venue takes", () => {
    fc.assert(
      fc.property(anySizing, (input) => {
        const size = sizeEntry(input);
        fc.pre(size.ok);
        const { quantityE8, notionalE8 } = size.value;
        const { rules } = input;
        expect(quantityE8 % rules.lotE8).toBe(0n);
        expect(quantityE8 >= rules.minQuantityE8 && quantityE8 > 0n).toBe(true);
        expect(quantityE8 <= rules.maxMarketQuantityE8).toBe(true);
        expect(notionalE8 >= rules.minNotionalE8).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("never grows when a factor shrinks", () => {
    const factor = fc.constantFrom(
      "bankrollE8",
      "marginFractionPctE8",
      "strengthE8",
      "sizeMultiplierE8",
      "leverageE8",
    );
    fc.assert(
      fc.property(anySizing, factor, fc.bigInt({ min: 1n, max: 1000n }), (input, name, part) => {
        const large = sizeEntry(input);
        const small = sizeEntry({ ...input, [name]: (input[name] * part) / 1000n });
        expect(quantityOf(small) <= quantityOf(large)).toBe(true);
      }),
    );
  });

  it("names a bankroll that suffices, and one step less does not", () => {
    fc.assert(
      fc.property(anySizing, (input) => {
        const size = sizeEntry(input);
        fc.pre(!size.ok);
        const needed = size.ok ? null : size.refusal.detail?.["bankrollNeeded"];
        fc.pre(typeof needed === "string");
        const bankrollE8 = e8(String(needed));
        expect(sizeEntry({ ...input, bankrollE8 }).ok).toBe(true);
        expect(sizeEntry({ ...input, bankrollE8: bankrollE8 - 1n }).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

function quantityOf(size: ReturnType<typeof sizeEntry>): E8 {
  return size.ok ? size.value.quantityE8 : 0n;
}
