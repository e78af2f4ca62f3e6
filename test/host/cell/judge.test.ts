import { describe, expect, it } from "vitest";
import { judgeEntry } from "#host/cell/realm/judge.js";

const GOOD = { side: "Buy", rationale: "up" };
class Signal {
  side = "Buy";
  rationale = "up";
}
const bomb = (): never => {
  throw new Error("the judge runs no code of the plugin");
};

describe("the judge of entries", () => {
  it.for<[name: string, answer: unknown, text: string]>([
    ["null is no signal", null, "N"],
    ["side and rationale", GOOD, "E1|B||||up"],
    ["another order of keys", { rationale: "up", side: "Sell" }, "E1|S||||up"],
    ["no prototype", Object.assign(Object.create(null), GOOD), "E1|B||||up"],
    ["a frozen object", Object.freeze({ ...GOOD }), "E1|B||||up"],
    ["an absent number spelt out", { ...GOOD, strength: undefined }, "E1|B||||up"],
    [
      "numbers in their shortest form",
      { ...GOOD, strength: 0.1 + 0.2, slPct: 1e-7, tpPct: 2.5 },
      "E1|B|0.30000000000000004|1e-7|2.5|up",
    ],
    [
      "numbers at their limits",
      { ...GOOD, strength: 1, slPct: 50, tpPct: 100 },
      "E1|B|1|50|100|up",
    ],
    ["280 characters", { ...GOOD, rationale: "é".repeat(280) }, `E1|B||||${"é".repeat(280)}`],
    [
      "an emoji that needs its selector",
      { ...GOOD, rationale: "\u26a0\ufe0f" },
      "E1|B||||\u26a0\ufe0f",
    ],
    ["characters outside the first plane", { ...GOOD, rationale: "😀 ok" }, "E1|B||||😀 ok"],

    ["nothing returned", undefined, "F:answer_missing"],
    ["a number", 1, "F:answer_type"],
    ["a text", "Buy", "F:answer_type"],
    ["a function", () => GOOD, "F:answer_type"],
    ["a big integer", 1n, "F:answer_type"],
    ["true", true, "F:answer_type"],
    ["an array", [GOOD], "F:answer_prototype"],
    ["a promise", Promise.resolve(GOOD), "F:answer_prototype"],
    ["a typed array", new Float64Array(2), "F:answer_prototype"],
    ["an instance of a class", new Signal(), "F:answer_prototype"],
    ["an heir of a signal", Object.create(GOOD), "F:answer_prototype"],
    ["a map", new Map(Object.entries(GOOD)), "F:answer_prototype"],
    ["an extra key", { ...GOOD, size: 1 }, "F:answer_key"],
    ["a symbol key", { ...GOOD, [Symbol("x")]: 1 }, "F:answer_key"],
    [
      "a key that is not enumerable",
      Object.defineProperty({ ...GOOD }, "size", { value: 1 }),
      "F:answer_key",
    ],
    [
      "an own __proto__",
      JSON.parse('{"side":"Buy","rationale":"up","__proto__":1}'),
      "F:answer_key",
    ],
    [
      "a getter",
      {
        rationale: "up",
        get side() {
          return bomb();
        },
      },
      "F:answer_accessor",
    ],
    [
      "a setter",
      {
        rationale: "up",
        set side(_: string) {
          bomb();
        },
      },
      "F:answer_accessor",
    ],
    ["no side", { rationale: "up" }, "F:side_invalid"],
    ["a side in small letters", { ...GOOD, side: "buy" }, "F:side_invalid"],
    ["a side as an object", { ...GOOD, side: { toString: bomb } }, "F:side_invalid"],
    ["no rationale", { side: "Buy" }, "F:rationale_type"],
    ["a rationale as an object", { ...GOOD, rationale: { toString: bomb } }, "F:rationale_type"],
    ["an empty rationale", { ...GOOD, rationale: "" }, "F:rationale_length"],
    ["281 characters", { ...GOOD, rationale: "x".repeat(281) }, "F:rationale_length"],
    ["a line feed", { ...GOOD, rationale: "a\nb" }, "F:rationale_characters"],
    ["a NUL", { ...GOOD, rationale: "a\0" }, "F:rationale_characters"],
    ["DEL", { ...GOOD, rationale: "a\u007f" }, "F:rationale_characters"],
    ["a C1 control", { ...GOOD, rationale: "a\u0085" }, "F:rationale_characters"],
    ["a right-to-left override", { ...GOOD, rationale: "a\u202e" }, "F:rationale_characters"],
    ["a zero-width space", { ...GOOD, rationale: "a\u200b" }, "F:rationale_characters"],
    ["a line separator", { ...GOOD, rationale: "a\u2028" }, "F:rationale_characters"],
    ["a hidden text", { ...GOOD, rationale: "a\u{e0142}\u{e0155}" }, "F:rationale_characters"],
    ["a filler", { ...GOOD, rationale: "a\u3164" }, "F:rationale_characters"],
    ["a private character", { ...GOOD, rationale: "a\ue000" }, "F:rationale_characters"],
    ["a blank of another alphabet", { ...GOOD, rationale: "a\u2800" }, "F:rationale_characters"],
    ["a lone high surrogate", { ...GOOD, rationale: "a\ud800" }, "F:rationale_characters"],
    ["a lone low surrogate", { ...GOOD, rationale: "\udc00a" }, "F:rationale_characters"],
    ["a strength of 0", { ...GOOD, strength: 0 }, "F:strength_invalid"],
    ["a strength over 1", { ...GOOD, strength: 1.0000000000000002 }, "F:strength_invalid"],
    ["a strength that is no number", { ...GOOD, strength: "1" }, "F:strength_invalid"],
    ["NaN", { ...GOOD, strength: Number.NaN }, "F:strength_invalid"],
    ["a null stop", { ...GOOD, slPct: null }, "F:sl_pct_invalid"],
    ["a negative stop", { ...GOOD, slPct: -1 }, "F:sl_pct_invalid"],
    ["a stop over 50", { ...GOOD, slPct: 50.00000000000001 }, "F:sl_pct_invalid"],
    ["an infinite target", { ...GOOD, tpPct: Number.POSITIVE_INFINITY }, "F:tp_pct_invalid"],
    ["a target over 100", { ...GOOD, tpPct: 101 }, "F:tp_pct_invalid"],
  ])("%s", ([, answer, text]) => {
    expect(judgeEntry(answer)).toBe(text);
  });
});
