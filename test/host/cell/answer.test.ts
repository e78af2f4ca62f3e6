import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CELL_FAULTS } from "#host/contract/cell-faults.ts";
import { CELL_CODES } from "#host/contract/codes/cell.ts";
import { entrySignal } from "#host/contract/signal.ts";
import { parseAnswer } from "#host/cell/answer.ts";
import { ANSWER_FAULTS } from "#host/cell/faults.ts";
import { INDICATOR_FAULTS } from "#host/cell/realm/indicators/faults.js";
import { judgeEntry, judgeExit } from "#host/cell/realm/judge.js";

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
