import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CELL_FAULTS } from "#host/contract/cell-faults.ts";
import { CELL_CODES } from "#host/contract/codes/cell.ts";
import { entrySignal } from "#host/contract/signal.ts";
import { parseAnswer } from "#host/cell/answer.ts";
import { ANSWER_FAULTS } from "#host/cell/faults.ts";
import { INDICATOR_FAULTS } from "#host/cell/realm/indicators/faults.js";
import { judgeEntry, judgeExit, judgeValue } from "#host/cell/realm/judge.js";

describe("the grammar of answers", () => {
  it.for<[name: string, text: string, value: unknown]>([
    ["no signal", "N", { kind: "none" }],
    ["stay", "X0", { kind: "exit", exit: false }],
    ["leave", "X1", { kind: "exit", exit: true }],
    ["a plain entry", "E1|B||||up", { kind: "entry", signal: { side: "Buy", rationale: "up" } }],
    [
      "an entry with everything",
      "E1|S|0.5|1.5|3|down",
      {
        kind: "entry",
        signal: { side: "Sell", rationale: "down", strength: 0.5, slPct: 1.5, tpPct: 3 },
      },
    ],
    [
      "a rationale with the separator in it",
      "E1|B||||a|b|",
      { kind: "entry", signal: { side: "Buy", rationale: "a|b|" } },
    ],
    ["a value", "V-0.25", { kind: "value", value: -0.25 }],
    ["a large value", "V1e+21", { kind: "value", value: 1e21 }],
    ["zero", "V0", { kind: "value", value: 0 }],
    ["no value", "V-", { kind: "value", value: null }],
    [
      "a fault of reading",
      "F:undeclared_read:params",
      { kind: "fault", code: "undeclared_read", detail: "params" },
    ],
    ["a fault", "F:overran", { kind: "fault", code: "overran", detail: null }],
    [
      "a fault with a detail",
      "F:threw_determinism:Date",
      { kind: "fault", code: "threw_determinism", detail: "Date" },
    ],
    [
      "a fault of an indicator",
      "F:indicator_offset_invalid",
      { kind: "fault", code: "indicator_offset_invalid", detail: null },
    ],
  ])("%s", ([, text, value]) => {
    expect(parseAnswer(text)).toEqual({ ok: true, value });
  });

  it.for<[name: string, text: string]>([
    ["nothing", ""],
    ["two answers", "N\nN"],
    ["an unknown letter", "Q"],
    ["a third exit", "X2"],
    ["an entry of another version", "E2|B||||x"],
    ["a third side", "E1|L||||x"],
    ["an entry without a rationale", "E1|B||||"],
    ["an entry cut short", "E1|B||"],
    ["a strength over 1", "E1|B|2|||x"],
    ["a strength of 0", "E1|B|0|||x"],
    ["a number with a plus", "E1|B|+1|||x"],
    ["a number in a longer form", "E1|B|0.50|||x"],
    ["a number in hexadecimal", "E1|B||0x1||x"],
    ["a number with a blank", "E1|B|| 1||x"],
    ["not a number", "E1|B||NaN||x"],
    ["an infinite stop", "E1|B||Infinity||x"],
    ["a stop over 50 %", "E1|B||51||x"],
    ["a rationale of 281 characters", `E1|B||||${"x".repeat(281)}`],
    ["a rationale with an escape", "E1|B||||\u001b[31m"],
    ["a value of nothing", "V"],
    ["a value that is none", "VNaN"],
    ["an endless value", "VInfinity"],
    ["a zero with a sign", "V-0"],
    ["a value in a longer form", "V0.50"],
    ["a value with a tail", "V1|2"],
    ["a read of something else", "F:undeclared_read:live"],
    ["an unknown fault", "F:nothing"],
    ["a fault named like a method", "F:constructor"],
    ["a fault with somebody's text", "F:threw:MyError"],
    ["a fault with a detail it does not have", "F:overran:x"],
    ["a fault that lacks its detail", "F:threw"],
  ])("refuses %s", ([, text]) => {
    const parsed = parseAnswer(text);
    expect(parsed.ok ? null : parsed.refusal.code).toBe("cell_answer_malformed");
  });
});

const signal = fc.record(
  {
    side: fc.constantFrom("Buy" as const, "Sell" as const),
    rationale: fc.string({ minLength: 1, maxLength: 60, unit: "binary" }),
    strength: fc.double({ min: 0, max: 2 }),
    slPct: fc.double({ min: 0, max: 60 }),
    tpPct: fc.double({ min: 0, max: 120 }),
  },
  { requiredKeys: ["side", "rationale"] },
);

describe("judge and parser", () => {
  it("agree on every signal: what one says, the other reads back, and what zod refuses is a fault", () => {
    fc.assert(
      fc.property(signal, (given) => {
        const parsed = parseAnswer(judgeEntry(given));
        const read = parsed.ok && parsed.value.kind === "entry" ? parsed.value.signal : null;
        expect(parsed.ok).toBe(true);
        expect(read).toEqual(entrySignal.safeParse(given).success ? given : null);
      }),
      { numRuns: 2_000 },
    );
  });

  it("take exits as they are", () => {
    expect([true, false, 1, "true", null, undefined].map(judgeExit)).toEqual([
      "X1",
      "X0",
      "F:exit_type",
      "F:exit_type",
      "F:exit_type",
      "F:exit_type",
    ]);
  });
});

describe("the judge of values", () => {
  it.for<[name: string, answer: unknown, signal: string, factor: string]>([
    ["null", null, "V-", "V-"],
    ["a half", 0.5, "V0.5", "V0.5"],
    ["one", 1, "V1", "V1"],
    ["minus one", -1, "V-1", "V-1"],
    ["a sum", 0.1 + 0.2, "V0.30000000000000004", "V0.30000000000000004"],
    ["zero without its sign", -0, "V0", "V0"],
    ["the smallest number", 5e-324, "V5e-324", "V5e-324"],
    ["a bit more than one", 1.0000000000000002, "F:value_range", "V1.0000000000000002"],
    ["a price", -123_456.789, "F:value_range", "V-123456.789"],
    ["the largest number", Number.MAX_VALUE, "F:value_range", "V1.7976931348623157e+308"],
    ["not a number", Number.NaN, "F:value_range", "F:value_range"],
    ["infinity", Number.POSITIVE_INFINITY, "F:value_range", "F:value_range"],
    ["nothing", undefined, "F:value_type", "F:value_type"],
    ["a text", "0.5", "F:value_type", "F:value_type"],
    ["a switch", true, "F:value_type", "F:value_type"],
    ["a big integer", 1n, "F:value_type", "F:value_type"],
    ["a number in a box", Object(0.5), "F:value_type", "F:value_type"],
    ["a list", [0.5], "F:value_type", "F:value_type"],
    ["an object that becomes a number", { valueOf: () => 0.5 }, "F:value_type", "F:value_type"],
  ])("%s", ([, answer, signal, factor]) => {
    expect([judgeValue(answer, "signal"), judgeValue(answer, "factor")]).toEqual([signal, factor]);
  });

  it("says what the parser reads back", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (given) => {
        expect(parseAnswer(judgeValue(given, "factor"))).toEqual({
          ok: true,
          value: { kind: "value", value: given === 0 ? 0 : given },
        });
      }),
    );
  });
});

describe("the table of faults", () => {
  it("leads every code to a refusal that exists, with a remedy", () => {
    expect(ANSWER_FAULTS.size).toBe(
      Object.keys(CELL_FAULTS).length + Object.keys(INDICATOR_FAULTS).length,
    );
    for (const [code, fault] of ANSWER_FAULTS) {
      expect(Object.keys(CELL_CODES)).toContain(fault.leads);
      expect([code, fault.meaning.length > 10, fault.remedy.length > 5]).toEqual([
        code,
        true,
        true,
      ]);
    }
  });
});
