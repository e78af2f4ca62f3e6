import { describe, expect, it } from "vitest";
import { largeNumbersIn, literalsOf } from "#keys/review/literals.ts";

describe("a number", () => {
  it.for<[text: string, marked: string[]]>([
    ["const a = 999_999;", []],
    ["const a = 1000000;", ["1000000"]],
    ["const a = 1_000_000;", ["1_000_000"]],
    ["const a = 1e6;", ["1e6"]],
    ["const a = 0xF4240;", ["0xF4240"]],
    ["const a = 10000000n;", ["10000000n"]],
    ["const a = 0.1234567890123;", ["0.1234567890123"]],
    ["const a = 0.000001;", []],
    ["const a1000000 = b.c1000000;", []],
    ["ts > 1767571200000 && ts < 1767657600000", ["1767571200000", "1767657600000"]],
  ])("%s", ([text, marked]) => {
    expect(largeNumbersIn(text).map(({ from, to }) => text.slice(from, to))).toEqual(marked);
  });
});

const entries = (count: number) => Array.from({ length: count }, (_, i) => String(i)).join(", ");

describe("a table", () => {
  it.for<[name: string, text: string, found: string[]]>([
    ["of 32 entries", `const a = [${entries(32)}];`, []],
    ["of 33 entries", `const a = [${entries(33)}];`, ["1 table of 33 entries"]],
    [
      "over many lines, at its first",
      `//\nconst a = [\n${entries(40).replaceAll(", ", ",\n")}\n];`,
      ["2 table of 40 entries"],
    ],
    [
      "as an object",
      `const a = {${entries(40).replaceAll(/\d+/g, "k$&: 1")}};`,
      ["1 table of 40 entries"],
    ],
    ["as arguments", `f(${entries(40)})`, ["1 table of 40 entries"]],
    ["whose commas are in texts", `const a = ["${",".repeat(50)}"];`, []],
    ["whose commas are in a comment", `const a = [1 /* ${",".repeat(50)} */];`, []],
    ["that never ends", `const a = [${entries(40)}`, ["1 table of 40 entries"]],
    ["packed into a text", `const a = "${"x".repeat(81)}";`, ["1 text of 81 characters"]],
    [
      "packed into a template",
      `const a = \`${"x".repeat(50)}\n${"x".repeat(50)}\`;`,
      ["1 text of 101 characters"],
    ],
    [
      "a rationale",
      'return { rationale: "fast average rose clear of the slow one, above the trend" };',
      [],
    ],
  ])("%s", ([, text, found]) => {
    expect(literalsOf(text).map(({ line, what }) => `${line} ${what}`)).toEqual(found);
  });
});
