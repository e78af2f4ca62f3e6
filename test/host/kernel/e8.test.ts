import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  absE8,
  ceilToStep,
  e8,
  e8OfNumber,
  floorToStep,
  formatE8,
  maxE8,
  minE8,
  mulDivCeil,
  mulDivFloor,
  mulDivHalfAway,
  nearestStep,
  numberOfE8,
  parseE8,
  pctCeil,
  pctFloor,
} from "#host/kernel/e8.ts";
import { Bug } from "#host/kernel/result.ts";

/** Up to 10^18 coins: what parseE8 reads. */
const amount = fc.bigInt({ min: -(10n ** 26n) + 1n, max: 10n ** 26n - 1n });
const whole = fc.bigInt({ min: 0n, max: 10n ** 26n });
const step = fc.bigInt({ min: 1n, max: 10n ** 14n });

describe("parseE8", () => {
  it.for<readonly [text: string, value: bigint]>([
    ["0", 0n],
    ["1", 100_000_000n],
    ["0.00000001", 1n],
    ["-0.5", -50_000_000n],
    ["105.84", 10_584_000_000n],
    ["1.50000000", 150_000_000n],
    ["999999999999999999.99999999", 99_999_999_999_999_999_999_999_999n],
  ])("reads %s", ([text, value]) => {
    expect(parseE8(text)).toEqual({ ok: true, value });
  });

  it.for([
    "",
    ".",
    "1.",
    ".5",
    "01",
    "+1",
    "--1",
    "1e3",
    "1,5",
    " 1",
    "1 ",
    "0x10",
    "1_000",
    "Infinity",
    "NaN",
    "0.000000001",
    "1000000000000000000",
    "１",
    "1\n",
  ])("refuses %j", (text) => {
    expect(parseE8(text)).toMatchObject({ ok: false, refusal: { code: "decimal_invalid" } });
  });

  it("does not repeat a text that was made to be long", () => {
    const refused = parseE8("9".repeat(10_000));
    expect(!refused.ok && refused.refusal.message.length).toBeLessThan(120);
  });

  it("undoes formatE8 on every amount", () => {
    fc.assert(
      fc.property(amount, (value) => {
        expect(parseE8(formatE8(value))).toEqual({ ok: true, value });
      }),
    );
  });
});

describe("formatE8", () => {
  it.for<readonly [value: bigint, text: string]>([
    [0n, "0"],
    [125_000_000n, "1.25"],
    [-1n, "-0.00000001"],
    [10_000_000_000n, "100"],
    [-150_000_000n, "-1.5"],
  ])("prints %s as %s", ([value, text]) => {
    expect(formatE8(value)).toBe(text);
  });
});

describe("a literal of ours", () => {
  it("dies when it is no decimal", () => {
    expect(e8("2.5")).toBe(250_000_000n);
    expect(() => e8("2,5")).toThrow(Bug);
  });
});

describe("multiply and divide", () => {
  it.for<readonly [a: bigint, b: bigint, c: bigint, floor: bigint, ceil: bigint]>([
    [7n, 1n, 2n, 3n, 4n],
    [6n, 1n, 2n, 3n, 3n],
    [0n, 5n, 3n, 0n, 0n],
    [10n ** 30n, 10n ** 30n, 10n ** 30n, 10n ** 30n, 10n ** 30n],
  ])("%s × %s ÷ %s", ([a, b, c, floor, ceil]) => {
    expect(mulDivFloor(a, b, c)).toBe(floor);
    expect(mulDivCeil(a, b, c)).toBe(ceil);
  });

  it("floor and ceiling enclose the exact value within one unit", () => {
    fc.assert(
      fc.property(whole, whole, step, (a, b, c) => {
        const floor = mulDivFloor(a, b, c);
        const ceil = mulDivCeil(a, b, c);
        expect(floor * c <= a * b && a * b <= ceil * c).toBe(true);
        expect(ceil - floor).toBe((a * b) % c === 0n ? 0n : 1n);
      }),
    );
  });

  it.for<readonly [a: bigint, result: bigint]>([
    [5n, 3n],
    [-5n, -3n],
    [4n, 2n],
    [1n, 1n],
    [-1n, -1n],
    [0n, 0n],
  ])("half away from zero: %s ÷ 2", ([a, result]) => {
    expect(mulDivHalfAway(a, 1n, 2n)).toBe(result);
  });

  it("half away from zero is the same for either side of a trade", () => {
    fc.assert(
      fc.property(amount, whole, step, (a, b, c) => {
        expect(mulDivHalfAway(-a, b, c)).toBe(-mulDivHalfAway(a, b, c));
      }),
    );
  });

  it.for<readonly [name: string, act: () => unknown]>([
    ["a negative factor", () => mulDivFloor(-1n, 1n, 1n)],
    ["a divisor of zero", () => mulDivFloor(1n, 1n, 0n)],
    ["a negative divisor", () => mulDivCeil(1n, 1n, -1n)],
    ["a step of zero", () => floorToStep(1n, 0n)],
    ["a negative value on a grid", () => ceilToStep(-1n, 1n)],
  ])("dies on %s", ([, act]) => {
    expect(act).toThrow(Bug);
  });
});

describe("steps", () => {
  it("floor ≤ value ≤ ceiling, all on the grid, less than one step apart", () => {
    fc.assert(
      fc.property(whole, step, (value, of) => {
        const floor = floorToStep(value, of);
        const ceil = ceilToStep(value, of);
        expect(floor <= value && value <= ceil).toBe(true);
        expect([floor % of, ceil % of, nearestStep(value, of) % of]).toEqual([0n, 0n, 0n]);
        expect(ceil - floor).toBe(value % of === 0n ? 0n : of);
        expect([floor, ceil]).toContain(nearestStep(value, of));
      }),
    );
  });

  it("a half goes up", () => {
    expect(nearestStep(5n, 10n)).toBe(10n);
    expect(nearestStep(4n, 10n)).toBe(0n);
  });
});

describe("percent", () => {
  it.for<readonly [value: string, pct: string, result: string]>([
    ["10000", "1.5", "150"],
    ["0.00000001", "50", "0"],
    ["10000", "0", "0"],
  ])("%s × %s %% is %s, rounded down", ([value, pct, result]) => {
    expect(formatE8(pctFloor(e8(value), e8(pct)))).toBe(result);
  });

  it("rounded up is at most one unit more", () => {
    expect(pctCeil(1n, e8("50"))).toBe(1n);
    expect(pctCeil(e8("10000"), e8("1.5"))).toBe(e8("150"));
  });
});

describe("doubles", () => {
  it.for<readonly [value: number, text: string]>([
    [105.84, "105.84"],
    [0.1, "0.1"],
    [1e-8, "0.00000001"],
    [4e-9, "0"],
    [6e-9, "0.00000001"],
    [0, "0"],
    [0.123456789, "0.12345679"],
    [93_250.1, "93250.1"],
    [8_999_999_999_999_999, "8999999999999999"],
  ])("%s becomes %s", ([value, text]) => {
    expect(formatE8(e8OfNumber(value))).toBe(text);
  });

  it.for([Number.NaN, Infinity, -1, 9e15, -1e-9])("dies on %s", (value) => {
    expect(() => e8OfNumber(value)).toThrow(Bug);
  });

  it("a decimal of 8 places survives the way through a double", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (value) => {
        expect(e8OfNumber(Number(formatE8(value)))).toBe(value);
        expect(e8OfNumber(numberOfE8(value))).toBe(value);
      }),
    );
  });
});

describe("order", () => {
  it("min, max and abs agree", () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(minE8(a, b) + maxE8(a, b)).toBe(a + b);
        expect(minE8(a, b) <= maxE8(a, b)).toBe(true);
        expect(absE8(a)).toBe(maxE8(a, -a));
      }),
    );
  });
});
