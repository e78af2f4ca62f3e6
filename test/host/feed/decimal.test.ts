import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalOf } from "#host/feed/file/decimal.ts";

const read = (text: string): number => decimalOf(Buffer.from(text), 0, text.length);

describe("a number in a candle file", () => {
  it("is the double that Number reads, bit for bit", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(read(String(value + 0).replace("e+", "e"))).toBe(value + 0);
      }),
    );
  });

  it("of any length of digits is the double that Number reads", () => {
    const digits = fc.stringMatching(/^\d{1,20}$/);
    fc.assert(
      fc.property(digits, digits, (whole, fraction) => {
        const text = `${whole}.${fraction}`;
        expect(read(text)).toBe(Number(text));
      }),
    );
  });

  it.for<[text: string, value: number]>([
    ["0", 0],
    ["-0", 0],
    ["-0.00", 0],
    ["0.1", 0.1],
    ["105.84", 105.84],
    ["3107.466999999993", 3_107.466999999993],
    ["1.453e-05", 0.00001453],
    ["1E3", 1_000],
    ["-0e5", 0],
    ["1743984000000", 1_743_984_000_000],
  ])("%s", ([text, value]) => {
    expect(Object.is(read(text), value)).toBe(true);
  });

  it.for([
    "",
    "-",
    ".",
    ".5",
    "5.",
    "+1",
    "1,5",
    " 1",
    "1 ",
    "1_000",
    "0x10",
    "1e",
    "1e1.5",
    "--1",
    "1.2.3",
    "NaN",
    "Infinity",
    "-Infinity",
    "null",
    '"1"',
    "1e9999999999",
    "٣",
  ])("is not %j", (text) => {
    expect(Number.isFinite(decimalOf(Buffer.from(text), 0, Buffer.from(text).length))).toBe(false);
  });

  it("is read from its own place in the bytes", () => {
    const bytes = Buffer.from("99,12.5,99").subarray(1);
    expect(decimalOf(bytes, 2, 6)).toBe(12.5);
    expect(decimalOf(Buffer.from("xx1.5e3xx"), 2, 7)).toBe(1_500);
  });
});
